// RFC 959 section 4.2, RFC 5321 section 4.2.
#include "talk/text_reply.h"

#include <utility>

#include "base/strings.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostLines = 128;

}  // namespace

std::optional<TextReply> TextReplyReader::next() {
  while (!broken_) {
    const auto line = lines_.next();
    if (!line) {
      // Nothing that begins otherwise will become a reply.
      const std::string_view begun = lines_.rest();
      const bool digit = begun.empty() || (begun[0] >= '1' && begun[0] <= '5');
      if (lines_.overflowed() || (reply_.lines.empty() && !digit)) broken_ = true;
      return std::nullopt;
    }
    if (take(*line)) return std::exchange(reply_, {});
    offset_ += line->size() + 2;
  }
  return std::nullopt;
}

bool TextReplyReader::take(const std::string& line) {
  const std::string_view view = line;
  const auto code = base::parse_number<int>(view.substr(0, 3));
  const bool has_code = code && *code >= 100 && *code < 600 && view.size() >= 3;
  const char after = view.size() > 3 ? view[3] : ' ';
  if (reply_.lines.empty()) {
    if (!has_code || (after != ' ' && after != '-')) {
      broken_ = true;
      return false;
    }
    reply_.code = *code;
  }
  const bool same = has_code && *code == reply_.code && (after == ' ' || after == '-');
  reply_.lines.emplace_back(same ? view.substr(std::min<std::size_t>(4, view.size())) : view);
  if (reply_.lines.size() > kMostLines) broken_ = true;
  return same && after == ' ' && !broken_;
}

}  // namespace minato::talk
