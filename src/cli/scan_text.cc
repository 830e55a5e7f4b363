// Quoting, ranges, reasons.
#include "cli/scan_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"

namespace minato::cli {
namespace {

constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=%+@";

std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string_view why_key(scan::NoWay why) {
  switch (why) {
    case scan::NoWay::no_route:
      return "scan.left-out.no-route";
    case scan::NoWay::unreachable:
      return "scan.left-out.unreachable";
    case scan::NoWay::broadcast:
      return "scan.left-out.broadcast";
    case scan::NoWay::no_source:
      return "scan.left-out.no-source";
    case scan::NoWay::silent_gateway:
      break;
  }
  return "scan.left-out.silent-gateway";
}

}  // namespace

std::string command_line_text(const std::vector<std::string>& typed) {
  std::string line = "minato";
  for (const std::string& word : typed) line += ' ' + quoted(word);
  return base::escape_control(line);
}

std::string range_text(const model::AddressRange& range) {
  const auto prefixes = model::prefixes_of(range);
  if (prefixes.size() != 1) {
    return fmt::format("{}-{}", to_text(model::address_of(range.family, range.scope, range.first)),
                       to_text(model::address_of(range.family, range.scope, range.last)));
  }
  const bool single = prefixes.front().length() == prefixes.front().address().bits();
  return single ? to_text(prefixes.front().address()) : to_text(prefixes.front());
}

render::Skipped skipped_text(const Context& context, const scan::LeftOutRange& left) {
  return {range_text(left.range), context.tr(why_key(left.why), left.about), std::nullopt};
}

}  // namespace minato::cli
