// Tables of other tools' options, and one pass over the words. A value behind an option is never
// looked at.
#include "cli/scan_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/strings.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/scan_options.h"

namespace minato::cli {
namespace {

using Words = std::vector<std::string>;

/// Options that minato does not have, with the sentence that says why or what to use instead.
struct Unsupported {
  std::string_view key;
  std::string_view words;  ///< between spaces
};
constexpr std::array kUnsupported = {
    Unsupported{"error.scan.no-script",
                "-sC --script --script-args --script-args-file --script-help --script-trace "
                "--script-timeout --script-updatedb"},
    Unsupported{"error.scan.no-os", "-O --osscan-guess --osscan-limit --fuzzy"},
    Unsupported{"error.scan.no-disguise",
                "-D -S -f -sI --mtu --badsum --spoof-mac --data --data-string --data-length "
                "--ip-options --proxies --proxy --source-ip --adapter-ip --adapter-mac "
                "--randomize-hosts"},
    Unsupported{"error.scan.no-transport", "-sO -sY -sZ -PO -PY"},
    Unsupported{"error.scan.no-relative", "-sW -sM --scanflags"},
    Unsupported{"error.scan.no-random-targets", "-iR"},
    Unsupported{"error.scan.no-listing", "-sL"},
    Unsupported{"error.scan.no-route-trace", "--traceroute"},
    Unsupported{"error.scan.no-packet-trace", "--packet-trace"},
    Unsupported{"error.scan.no-interface-list", "--iflist"},
    Unsupported{"error.scan.no-append", "--append-output"},
    Unsupported{"error.scan.no-style-sheet", "--stylesheet --webxml"},
    Unsupported{"error.scan.no-script-kiddie", "-oS"},
    Unsupported{"error.scan.no-delay", "--scan-delay --max-scan-delay"},
    Unsupported{"error.scan.no-bandwidth", "-B --bandwidth"},
    Unsupported{"error.scan.no-configuration",
                "-c --conf --echo --datadir --servicedb --versiondb"},
};

/// Options for what minato finds out by itself; those of the second list have a value.
constexpr std::string_view kNeedless =
    "--privileged --send-eth --send-ip --system-dns --noninteractive --no-stylesheet --log-errors "
    "--defeat-rst-ratelimit --defeat-icmp-ratelimit --allports --discovery-ignore-rst -r "
    "--version-light --version-all --version-trace";
constexpr std::string_view kNeedlessWithValue =
    "--min-hostgroup --max-hostgroup --min-parallelism --max-parallelism --min-rtt-timeout "
    "--max-rtt-timeout --initial-rtt-timeout --host-timeout --wait --cooldown-time --stats-every "
    "--version-intensity";

/// Spelling of another tool → our option.
using Spellings = std::map<std::string_view, const Option*, std::less<>>;

const Spellings& spellings() {
  static const Spellings kAll = [] {
    Spellings all;
    for (const Option& option : kScanOptions) {
      all.emplace(option.name, &option);
      for (const std::string_view word : base::words(option.also)) all.emplace(word, &option);
    }
    return all;
  }();
  return kAll;
}

bool contains_word(std::string_view list, std::string_view word) {
  const auto words = base::words(list);
  return std::ranges::find(words, word) != words.end();
}

std::string_view name_of(std::string_view word) { return word.substr(0, word.find('=')); }

/// The option of ours, or the common one, that a word is: the long name or "-x" with its value
/// joined or not.
const Option* find_own(std::string_view word) {
  const auto is = [&](const Option& option) {
    return option.name == name_of(word) ||
           (option.letter != '\0' && word.size() >= 2 && word[1] == option.letter);
  };
  for (const std::span<const Option> options :
       {std::span<const Option>(kScanOptions), common_options()}) {
    const auto at = std::ranges::find_if(options, is);
    if (at != options.end()) return &*at;
  }
  return nullptr;
}

base::Error unsupported(std::string_view key, const std::string& word, std::size_t offset = 0,
                        std::size_t length = std::string::npos) {
  return base::input_error(std::string(key), {word.substr(offset, length)},
                           {word, offset, std::min(length, word.size() - offset), ""});
}

std::optional<std::string_view> unsupported_key(std::string_view word) {
  for (const auto& [key, words] : kUnsupported) {
    if (contains_word(words, word)) return key;
  }
  return std::nullopt;
}

/// One pass over the words.
class Rewriter {
 public:
  explicit Rewriter(const Words& typed) : typed_(typed) {}

  base::Result<Words> run() {
    for (at_ = 0; at_ < typed_.size(); ++at_) {
      if (typed_[at_] == "--") {
        out_.insert(out_.end(), typed_.begin() + static_cast<std::ptrdiff_t>(at_), typed_.end());
        break;
      }
      if (const auto done = one(typed_[at_]); !done) return base::fail(done.error());
    }
    return std::move(out_);
  }

  [[nodiscard]] const Words& needless() const { return needless_; }

 private:
  base::Result<void> one(const std::string& word) {
    if (word.size() < 2 || word[0] != '-') return keep(word);
    if (rate_of_zmap(word) || spelt_otherwise(word) || is_needless(word) || is_counted(word))
      return {};
    if (const auto key = unsupported_key(name_of(word))) {
      return base::fail(unsupported(*key, word, 0, name_of(word).size()));
    }
    if (word.size() > 2 && word.starts_with("-s")) return scan_letters(word);
    // nmap's options of one dash that have nothing of ours in front: -PS22, -oQ.
    if (word.starts_with("-P") && word.size() > 2) {
      return base::fail(unsupported("error.scan.no-ping-kind", word));
    }
    if (word.starts_with("-o") || word.starts_with("-i")) return base::fail(unknown(word));
    return keep(word);
  }

  base::Result<void> keep(const std::string& word) {
    out_.push_back(word);
    if (word.size() < 2 || word[0] != '-') return {};
    const Option* option = find_own(word);
    if (option == nullptr || option->value_name.empty()) return {};
    const bool is_long = word[1] == '-';
    const bool joined = is_long ? word.find('=') != std::string::npos : word.size() > 2;
    if (!joined && at_ + 1 < typed_.size()) out_.push_back(typed_[++at_]);
    return {};
  }

  /// "-sS", "-oX FILE", "-oX=FILE": our name, with the value joined so that it may begin with a
  /// dash.
  bool spelt_otherwise(const std::string& word) {
    const auto found = spellings().find(name_of(word));
    if (found == spellings().end()) return false;
    const Option& option = *found->second;
    const std::size_t sign = word.find('=');
    std::string ours(option.name);
    if (sign != std::string::npos) {
      ours += word.substr(sign);
    } else if (!option.value_name.empty()) {
      if (at_ + 1 == typed_.size()) return out_.push_back(ours), true;
      ours += '=' + typed_[++at_];
    }
    out_.push_back(std::move(ours));
    return true;
  }

  /// nmap's -r is a flag (ports in order), zmap's has a number behind it.
  bool rate_of_zmap(const std::string& word) {
    if (word != "-r" || at_ + 1 == typed_.size()) return false;
    if (!base::parse_number<std::uint64_t>(typed_[at_ + 1])) return false;
    out_.push_back("--rate=" + typed_[++at_]);
    return true;
  }

  bool is_needless(const std::string& word) {
    const bool with_value = contains_word(kNeedlessWithValue, name_of(word));
    if (!with_value && !contains_word(kNeedless, word)) return false;
    needless_.emplace_back(name_of(word));
    if (with_value && word.find('=') == std::string::npos && at_ + 1 < typed_.size()) ++at_;
    return true;
  }

  /// -v, -vv, -v3 and the same with d: the more, the more is told.
  bool is_counted(const std::string& word) {
    if (word[1] != 'v' && word[1] != 'd') return false;
    const std::string_view rest = std::string_view(word).substr(2);
    const auto level = base::parse_number<unsigned>(rest);
    const bool repeated = std::ranges::all_of(rest, [&](char c) { return c == word[1]; });
    if (!repeated && (!level || rest.size() > 1)) return false;
    out_.insert(out_.end(), level ? *level : rest.size() + 1, "--verbose");
    return true;
  }

  /// -sSU: a kind of scan a letter.
  base::Result<void> scan_letters(const std::string& word) {
    for (std::size_t i = 2; i < word.size(); ++i) {
      const std::string single = std::string("-s") + word[i];
      if (const auto key = unsupported_key(single)) {
        auto error = unsupported(*key, word, i, 1);
        error.args = {single};
        return base::fail(std::move(error));
      }
      const auto found = spellings().find(single);
      if (found == spellings().end()) {
        return base::fail(base::input_error("error.scan.kind", {single}, {word, i, 1, ""}));
      }
      out_.emplace_back(found->second->name);
    }
    return {};
  }

  static base::Error unknown(const std::string& word) {
    std::vector<std::string_view> known;
    for (const auto& [spelling, option] : spellings()) known.push_back(spelling);
    const std::string_view name = name_of(word);
    return base::input_error(
        "error.cli.unknown-option", {std::string(name)},
        {word, 0, name.size(), std::string(base::suggest(name, known).value_or(""))});
  }

  const Words& typed_;
  std::size_t at_ = 0;
  Words out_;
  Words needless_;
};

}  // namespace

base::Result<Words> rewrite_scan_words(const Words& typed) { return Rewriter(typed).run(); }

Words needless_scan_words(const Words& typed) {
  Rewriter rewriter(typed);
  const auto rewritten = rewriter.run();
  return rewritten ? rewriter.needless() : Words{};
}

}  // namespace minato::cli
