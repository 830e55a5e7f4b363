// Reading the options of check.
#include "cli/check/options.h"

#include "base/strings.h"
#include "sys/file.h"
#include "sys/resolver.h"

namespace minato::cli {
namespace {

constexpr std::size_t kListBytes = std::size_t{64} << 20;

base::Error plain_error(std::string key, std::string word) {
  return base::input_error(std::move(key), {word}, {word, 0, word.size(), ""});
}

base::Result<void> add_target(CheckWanted& wanted, std::string_view word) {
  auto target = check::parse_target(word);
  if (!target) return base::fail(target.error());
  wanted.targets.push_back(std::move(*target));
  return {};
}

/// One target a line; what follows a # and empty lines are left out.
base::Result<void> add_list(CheckWanted& wanted, const std::string& path) {
  const auto text = sys::read_file(path == "-" ? "/dev/stdin" : path, kListBytes);
  if (!text) return base::fail(text.error());
  for (const std::string_view line : base::split(*text, '\n')) {
    const auto words = base::words(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    if (auto added = add_target(wanted, words[0]); !added) return added;
  }
  return {};
}

/// "eth0", "192.0.2.5", "192.0.2.5:4000", ":4000".
base::Result<void> settle_from(check::CheckOptions& options, const std::string& from) {
  if (const auto address = model::IpAddress::parse(from)) {
    options.source_address = *address;
    return {};
  }
  if (sys::interface_index(from)) {
    options.interface = from;
    return {};
  }
  const std::size_t colon = from.rfind(':');
  if (colon != std::string::npos) {
    const auto port = base::parse_number<std::uint16_t>(std::string_view(from).substr(colon + 1));
    std::string_view host = std::string_view(from).substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto address = model::IpAddress::parse(host);
    if (port && *port != 0 && (host.empty() || address)) {
      options.source_port = *port;
      if (address) options.source_address = *address;
      return {};
    }
  }
  return base::fail(plain_error("error.check.from", from));
}

base::Result<void> settle_options(pipeline::CheckRequest& request, const Arguments& arguments) {
  check::CheckOptions& options = request.options;
  if (arguments.has("--ipv4") && arguments.has("--ipv6")) {
    return base::fail(plain_error("error.check.family", "-4 -6"));
  }
  if (arguments.has("--ipv4")) options.family = model::Family::ipv4;
  if (arguments.has("--ipv6")) options.family = model::Family::ipv6;
  const auto seconds = arguments.number("--timeout", 1, 3600);
  if (!seconds) return base::fail(seconds.error());
  if (*seconds) {
    options.connect_limit = options.answer_limit = std::chrono::seconds(**seconds);
    options.total_limit = std::chrono::seconds(**seconds) * 4;
  }
  if (const auto from = arguments.value("--from")) {
    if (auto settled = settle_from(options, *from); !settled) return settled;
  }
  if (options.source_address && !options.family) options.family = options.source_address->family();
  if (const auto via = arguments.value("--via")) {
    auto proxy = check::parse_proxy(*via);
    if (!proxy) return base::fail(proxy.error());
    options.via = std::move(*proxy);
  }
  options.certificate_ignored = arguments.has("--insecure");
  options.method = arguments.has("--head") ? "HEAD" : "GET";
  request.authorities = arguments.value("--ca").value_or("");
  request.follow = arguments.has("--follow");
  return {};
}

}  // namespace

base::Result<CheckWanted> read_check_wanted(const Arguments& arguments) {
  CheckWanted wanted;
  for (const std::string& word : arguments.words()) {
    auto added = word == "-" ? add_list(wanted, word) : add_target(wanted, word);
    if (!added) return base::fail(added.error());
  }
  if (const auto file = arguments.value("--file")) {
    if (auto added = add_list(wanted, *file); !added) return base::fail(added.error());
  }
  if (wanted.targets.empty()) {
    return base::fail(plain_error("error.check.no-targets", ""));
  }
  if (auto settled = settle_options(wanted.request, arguments); !settled) {
    return base::fail(settled.error());
  }
  return wanted;
}

}  // namespace minato::cli
