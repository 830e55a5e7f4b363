// Options in pairs of name and value.
#include "lab/link/link_options.h"

#include <charconv>
#include <string_view>

namespace minato::lab {
namespace {

using Outcome = tl::expected<void, std::string>;

template <typename Number>
Outcome set_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return {};
  return tl::unexpected("'" + std::string(text) + "' is no number");
}

Outcome set_shape(std::string_view text, LinkShape& shape) {
  auto parsed = parse_link_shape(text);
  if (!parsed) return tl::unexpected(parsed.error());
  shape = *parsed;
  return {};
}

Outcome apply(std::string_view name, std::string_view value, LinkOptions& options) {
  if (name == "--left")
    options.left = value;
  else if (name == "--right")
    options.right = value;
  else if (name == "--to-right")
    return set_shape(value, options.to_right);
  else if (name == "--to-left")
    return set_shape(value, options.to_left);
  else if (name == "--seed")
    return set_number(value, options.seed);
  else if (name == "--most-frames")
    return set_number(value, options.most_frames);
  else if (name == "--both") {
    const Outcome done = set_shape(value, options.to_right);
    options.to_left = options.to_right;
    return done;
  } else {
    return tl::unexpected("there is no option '" + std::string(name) + "'");
  }
  return {};
}

}  // namespace

tl::expected<LinkOptions, std::string> parse_link_options(std::span<const char* const> arguments) {
  LinkOptions options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) {
      return tl::unexpected("'" + std::string(arguments[i]) + "' lacks its value");
    }
    const Outcome done = apply(arguments[i], arguments[i + 1], options);
    if (!done) return tl::unexpected(done.error());
  }
  if (options.left.empty() || options.right.empty()) {
    return tl::unexpected(std::string("a link has two ends: --left and --right"));
  }
  if (options.most_frames == 0) return tl::unexpected(std::string("--most-frames is at least 1"));
  return options;
}

}  // namespace minato::lab
