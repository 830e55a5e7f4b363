// Formatting without locale and time zone, so that a file reads the same everywhere.
#include "render/scan/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text_width.h"

namespace minato::render {

std::string_view to_text(HostStatus status) { return status == HostStatus::up ? "up" : "down"; }

std::string calendar_text(base::Timestamp time) {
  static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                            "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format(
      "{} {} {:2} {:02}:{:02}:{:02} {} UTC", kDays[std::chrono::weekday(day).c_encoding()],
      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
      static_cast<int>(date.year()));
}

std::string date_text(base::Timestamp time) {
  std::string text = base::to_text(time).substr(0, 19);
  text[10] = ' ';
  return text + " UTC";
}

std::int64_t unix_seconds(base::Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string_view nmap_reason(model::Reason reason) {
  return to_text(reason == model::Reason::conn_accept ? model::Reason::syn_ack : reason);
}

std::string seconds_text(std::uint32_t microseconds) {
  const double seconds = microseconds / 1e6;
  int decimals = 1;
  for (double value = seconds; decimals < 7 && value < 1; value *= 10) ++decimals;
  return fmt::format("{:.{}f}", seconds, std::min(decimals, 6));
}

std::string intervals_text(std::span<const model::PortInterval> intervals) {
  std::string text;
  for (const auto& [first, last] : intervals) {
    if (!text.empty()) text += ',';
    text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
  }
  return text;
}

std::string nmap_address(const model::IpAddress& address) {
  if (address.is_v4() || address.scope() == 0) return to_text(address);
  return to_text(model::IpAddress::v6(address.bytes().first<16>()));
}

std::string one_line(std::string_view text) { return base::escape_control(text); }

std::string host_name_text(const ScanHost& host) {
  if (!host.typed_name.empty()) return base::escape_control(host.typed_name);
  return host.found_names.empty() ? "" : base::escape_control(host.found_names.front());
}

std::string host_title(const ScanHost& host) {
  const std::string name = host_name_text(host);
  const std::string address = nmap_address(host.address);
  return name.empty() ? address : fmt::format("{} ({})", name, address);
}

std::string service_name(const ScanPort& port) {
  if (port.service != nullptr && !port.service->name.empty()) {
    const std::string name = base::escape_control(port.service->name);
    return port.service->tunnel == "tls" ? "ssl/" + name : name;
  }
  return std::string(port.iana_name.empty() ? port.name : port.iana_name);
}

std::string version_text(const ScanPort& port) {
  if (port.service == nullptr) return {};
  std::string text = base::escape_control(port.service->product);
  if (!port.service->version.empty()) {
    if (!text.empty()) text += ' ';
    text += base::escape_control(port.service->version);
  }
  const std::string more = extra_text(*port.service);
  if (more.empty()) return text;
  return text.empty() ? "(" + more + ")" : text + " (" + more + ")";
}

std::string extra_text(const model::Service& service) {
  std::string text;
  for (const std::string_view key : {"os", "package", "device", "title"}) {
    const std::string_view value = model::detail(service, key);
    if (value.empty()) continue;
    if (!text.empty()) text += key == "package" ? " " : "; ";
    text += base::escape_control(value);
  }
  return text;
}

std::vector<FurtherDetail> further_details(const model::Service& service) {
  std::vector<FurtherDetail> out;
  const auto add = [&](std::string_view key, std::string value) {
    if (!value.empty()) out.push_back({key, base::escape_control(value)});
  };
  const auto of = [&](std::string_view key) {
    return std::string(model::detail(service, fmt::format("certificate-{}", key)));
  };
  add("subject", of("subject"));
  add("issuer", of("issuer"));
  if (!of("until").empty()) add("valid", of("from") + " – " + of("until"));
  add("names", of("names"));
  add("key", of("key"));
  add("sha256", of("sha256"));
  constexpr std::string_view kHostKey = "host-key-";
  for (const model::ServiceDetail& detail : service.details) {
    if (!detail.key.starts_with(kHostKey)) continue;
    add("host-key", detail.key.substr(kHostKey.size()) + " " + detail.value);
  }
  return out;
}

std::string further_text(const model::Service& service) {
  std::string text;
  for (const FurtherDetail& detail : further_details(service)) {
    const std::string_view of = detail.key == "host-key" ? "" : "certificate ";
    text += fmt::format("{}{}{} {}", text.empty() ? "" : "; ", of, detail.key, detail.value);
  }
  return text;
}

std::string hosts_phrase(const ScanEnd& end) {
  return fmt::format("{} IP address{} ({} host{} up)", end.hosts_total,
                     end.hosts_total == 1 ? "" : "es", end.hosts_up, end.hosts_up == 1 ? "" : "s");
}

bool may_be_open(model::PortState state) {
  return state == model::PortState::open || state == model::PortState::open_or_filtered;
}

bool is_shown(const ScanHost& host, const ScanStart& start) {
  if (host.status == HostStatus::down) return start.verbosity > 0;
  if (!start.only_open || start.kinds.empty()) return true;
  return std::ranges::any_of(host.ports,
                             [&](const ScanPort& port) { return is_shown(port, start); });
}

bool is_shown(const ScanPort& port, const ScanStart& start) {
  return !start.only_open || may_be_open(port.state);
}

}  // namespace minato::render
