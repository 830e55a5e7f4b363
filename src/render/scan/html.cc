// The HTML report: one file without scripts and without anything fetched from elsewhere (its own
// content security policy says so). Written as the hosts come; the summary and the charts, known
// only at the end, are put on top by the style sheet.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <iterator>
#include <map>

#include "base/text.h"
#include "render/html_style.h"
#include "render/markup.h"
#include "render/scan/html_charts.h"
#include "render/scan/words.h"
#include "render/scan/writers.h"
#include "render/style.h"

namespace minato::render {
namespace {

constexpr std::size_t kMostBars = 15;
constexpr std::array kStates = {model::PortState::open, model::PortState::closed,
                                model::PortState::filtered, model::PortState::unfiltered,
                                model::PortState::open_or_filtered};

std::string_view state_class(model::PortState state) {
  static constexpr std::array<Role, 5> kRoles = {Role::ok, Role::muted, Role::warn, Role::accent,
                                                 Role::danger_low};
  return css_class(kRoles[static_cast<std::size_t>(state)]);
}

/// What the charts are drawn from.
struct Totals {
  std::bitset<65536> open{};
  std::map<model::Port, Bar> by_port{};
  std::vector<Bar> by_host{};  ///< at most kMostBars, the greatest first
  std::array<std::uint64_t, 5> states{};
  std::array<std::uint64_t, 4> dangers{};

  void add(const ScanHost& host);
};

void Totals::add(const ScanHost& host) {
  for (const ScanTally& tally : host.tallies) {
    states[static_cast<std::size_t>(tally.state)] += tally.count;
  }
  std::uint64_t count = 0;
  for (const ScanPort& port : host.ports) {
    ++states[static_cast<std::size_t>(port.state)];
    if (port.state != model::PortState::open) continue;
    ++count;
    open.set(port.port.number);
    Bar& bar = by_port[port.port];
    ++bar.value;
    if (bar.label.empty()) {
      bar.label = fmt::format("{} {}", to_text(port.port), port.name);
      if (port.danger) bar.css_class = css_class(danger_role(*port.danger));
    }
    if (port.danger) ++dangers[static_cast<std::size_t>(*port.danger)];
  }
  if (count == 0) return;
  const auto at = std::ranges::find_if(by_host, [&](const Bar& b) { return b.value < count; });
  by_host.insert(at, {.label = host_title(host), .value = count});
  if (by_host.size() > kMostBars) by_host.pop_back();
}

class HtmlWriter final : public ScanWriter {
 public:
  explicit HtmlWriter(ScanWriterOptions options)
      : sink_(std::move(options.sink)), language_(options.language) {}

  void begin(const ScanStart& start) override;
  void found(const model::IpAddress&, const ScanPort&) override {}
  void host(const ScanHost& host) override;
  void end(const ScanEnd& end) override;

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  template <typename... Args>
  [[nodiscard]] std::string tr(std::string_view key, const Args&... args) const {
    return escape_markup(base::tr(language_, key, args...));
  }
  void head_cell(std::string_view key) { add("<th scope=\"col\">{}</th>", tr(key)); }
  void ports(const ScanHost& host);
  void row(const ScanPort& port);
  void number(std::string_view key, std::uint64_t value) {
    add("<div><dt>{}</dt><dd>{}</dd></div>", tr(key), value);
  }
  void charts(const ScanEnd& end);
  void flush() {
    sink_(text_);
    text_.clear();
  }

  TextSink sink_;
  base::Language language_;
  ScanStart start_{};
  Totals totals_;
  std::string text_;
};

void HtmlWriter::begin(const ScanStart& start) {
  start_ = start;
  const std::string title = tr("scan.html.title", date_text(start.started));
  add("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>\n",
      base::to_text(language_), title);
  text_ += page_style_sheet();
  add("</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n<p><code>{}</code></p>\n</header>\n",
      title, escape_markup(start.command_line));
  add("<main>\n<section class=\"hosts\">\n<h2>{}</h2>\n", tr("scan.html.hosts"));
  flush();
}

void HtmlWriter::row(const ScanPort& port) {
  const bool answered = port.service != nullptr && !port.service->name.empty();
  add("<tr><th scope=\"row\">{}</th><td><span class=\"tag {}\">{}</span></td><td>{}</td>",
      to_text(port.port), state_class(port.state), escape_markup(to_text(port.state)),
      escape_markup(answered ? service_name(port) : port.name));
  add("<td class=\"said\">{}</td>", escape_markup(version_text(port)));
  if (port.danger && port.state == model::PortState::open) {
    add("<td><span class=\"tag {}\">{}</span></td>", css_class(danger_role(*port.danger)),
        tr(fmt::format("danger.level.{}", to_text(*port.danger))));
  } else {
    text_ += "<td></td>";
  }
  add("<td>{}</td></tr>\n", to_text(port.reason));
}

void HtmlWriter::ports(const ScanHost& host) {
  const auto shown = std::ranges::count_if(
      host.ports, [&](const ScanPort& port) { return is_shown(port, start_); });
  if (shown > 0) {
    text_ += "<div class=\"scroll\"><table><thead><tr>";
    for (const std::string_view key :
         {"scan.html.port", "scan.html.state", "scan.html.service", "scan.html.version",
          "scan.html.danger", "scan.html.reason"}) {
      head_cell(key);
    }
    text_ += "</tr></thead><tbody>\n";
    for (const ScanPort& port : host.ports) {
      if (is_shown(port, start_)) row(port);
    }
    text_ += "</tbody></table></div>\n";
  }
  std::string counted;
  for (const ScanTally& tally : host.tallies) {
    if (!counted.empty()) counted += tr("scan.table.and");
    counted += tr(tally.count == 1 ? "scan.table.one-port" : "scan.table.some-ports", tally.count,
                  to_text(tally.state), to_text(tally.transport), to_text(tally.reason));
  }
  if (!counted.empty()) add("<p>{}{}</p>\n", tr("scan.table.not-shown"), counted);
  if (host.not_scanned > 0) {
    add("<p class=\"warn\">{}</p>\n", tr("scan.table.not-scanned", host.not_scanned));
  }
}

void HtmlWriter::host(const ScanHost& host) {
  if (!is_shown(host, start_)) return;
  totals_.add(host);
  add("<article>\n<h3>{}</h3>\n", escape_markup(host_title(host)));
  const std::string up =
      host.rtt_us ? tr("scan.table.up-in", seconds_text(*host.rtt_us)) : tr("scan.table.up");
  const std::string status = host.status == HostStatus::up ? up : tr("scan.html.down");
  add("<p>{}{}", status, tr("scan.table.because", to_text(host.reason)));
  if (!host.mac.empty()) add(" {}", tr("scan.table.mac", host.mac));
  text_ += "</p>\n";
  if (!start_.kinds.empty() && host.status == HostStatus::up) ports(host);
  text_ += "</article>\n";
  flush();
}

void HtmlWriter::charts(const ScanEnd& end) {
  if (end.open_ports == 0) return;
  text_ += "<section class=\"charts\">\n";
  const std::array<std::string, 3> names = {tr("scan.html.system"), tr("scan.html.user"),
                                            tr("scan.html.dynamic")};
  const std::array<std::string_view, 3> views = {names[0], names[1], names[2]};
  text_ += port_line(tr("scan.html.line"), totals_.open, views);
  std::vector<Bar> dangers;
  for (std::size_t i = totals_.dangers.size(); i-- > 0;) {
    const auto level = static_cast<model::Severity>(i);
    dangers.push_back({.label = tr(fmt::format("danger.level.{}", to_text(level))),
                       .value = totals_.dangers[i],
                       .css_class = css_class(danger_role(level))});
  }
  text_ += stacked_bar(tr("scan.html.by-danger"), dangers);
  std::vector<Bar> states;
  states.reserve(kStates.size());
  for (const model::PortState state : kStates) {
    states.push_back({.label = std::string(to_text(state)),
                      .value = totals_.states[static_cast<std::size_t>(state)],
                      .css_class = state_class(state)});
  }
  text_ += stacked_bar(tr("scan.html.by-state"), states);
  if (totals_.by_host.size() > 1) {
    std::vector<Bar> ports;
    ports.reserve(totals_.by_port.size());
    for (auto& [port, bar] : totals_.by_port) ports.push_back(std::move(bar));
    std::ranges::stable_sort(ports, std::ranges::greater(), &Bar::value);
    if (ports.size() > kMostBars) ports.resize(kMostBars);
    text_ += bar_chart(tr("scan.html.by-port"), ports);
    text_ += bar_chart(tr("scan.html.by-host"), totals_.by_host);
  }
  text_ += "</section>\n";
}

void HtmlWriter::end(const ScanEnd& end) {
  text_ += "</section>\n<section class=\"summary\">\n<dl>";
  number("scan.html.addresses", end.hosts_total);
  number("scan.html.up", end.hosts_up);
  number("scan.html.open", end.open_ports);
  add("<div><dt>{}</dt><dd>{:.2f}</dd></div></dl>\n", tr("scan.html.seconds"), end.seconds);
  if (end.interrupted) add("<p class=\"warn\">{}</p>\n", tr("scan.html.interrupted"));
  for (const Skipped& skipped : end.skipped) {
    add("<p>{}</p>\n", tr("scan.table.skipped", skipped.what, skipped.why));
  }
  text_ += "</section>\n";
  charts(end);
  add("</main>\n<footer>minato {}</footer>\n</body>\n</html>\n", escape_markup(start_.version));
  flush();
}

}  // namespace

std::unique_ptr<ScanWriter> make_html_writer(ScanWriterOptions options) {
  return std::make_unique<HtmlWriter>(std::move(options));
}

}  // namespace minato::render
