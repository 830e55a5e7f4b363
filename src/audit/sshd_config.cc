// keyword value...  |  keyword = value  |  # comment  |  Match ... to the end of the file
#include "audit/sshd_config.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace minato::audit {
namespace {

constexpr unsigned kDeepest = 16;

class Reader {
 public:
  explicit Reader(const IncludeReader& include) : include_(include) {}

  void read(const ConfigFile& file, unsigned depth) {
    if (depth > kDeepest) return;
    std::size_t number = 0;
    for (const std::string_view line : base::split(file.text, '\n')) {
      ++number;
      std::string plain(base::trim(line));
      if (plain.empty() || plain.front() == '#') continue;
      if (const std::size_t sign = plain.find('='); sign != std::string::npos) plain[sign] = ' ';
      const auto words = base::words(plain);
      if (words.size() < 2) continue;
      const std::string keyword = base::to_lower(words[0]);
      if (keyword == "match") return;  // what follows holds for some only
      if (keyword != "include") {
        set(keyword, unquoted(words[1]), fmt::format("{}:{}", file.name, number));
        continue;
      }
      for (std::size_t i = 1; i < words.size(); ++i) {
        for (const ConfigFile& more : include_(unquoted(words[i]))) read(more, depth + 1);
      }
    }
  }

  [[nodiscard]] talk::Facts take() { return std::move(facts_); }

 private:
  static std::string unquoted(std::string_view word) {
    if (word.size() >= 2 && word.front() == '"' && word.back() == '"') {
      word = word.substr(1, word.size() - 2);
    }
    return std::string(word);
  }

  void set(const std::string& keyword, const std::string& value, const std::string& place) {
    const std::string key = "sshd." + keyword;
    if (facts_.has(key)) return;
    facts_.add(key, base::to_lower(value));
    facts_.add(key + ".at", place);
  }

  const IncludeReader& include_;
  talk::Facts facts_{};
};

}  // namespace

talk::Facts read_sshd_config(const ConfigFile& file, const IncludeReader& include) {
  Reader reader(include);
  reader.read(file, 0);
  talk::Facts facts = reader.take();
  facts.add("sshd.config", file.name);
  return facts;
}

talk::Facts read_sshd_settings(std::string_view text, const talk::Facts& written) {
  constexpr std::string_view kName = "sshd -T";
  talk::Facts facts;
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = base::words(line);
    if (words.size() < 2) continue;
    const std::string key = "sshd." + base::to_lower(words[0]);
    if (facts.has(key)) continue;  // HostKey, AcceptEnv: several lines, the first counts
    const std::string place = key + ".at";
    facts.add(key, base::to_lower(words[1]));
    facts.add(place, written.has(place) ? fmt::format("{} ({})", kName, written.text(place))
                                        : std::string(kName));
  }
  // Every sshd tells its port: a text without one is something else.
  if (!facts.has("sshd.port")) return {};
  facts.add("sshd.config", std::string(kName));
  return facts;
}

}  // namespace minato::audit
