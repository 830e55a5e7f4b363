// nmap's XML (-oX): the elements, attributes and their order as nmap 7.93's document type has them,
// so that whatever reads nmap's files reads these. scanner="nmap" names that format: the document
// type allows no other word; `version` and the comment say who wrote it.
#include <fmt/format.h>

#include <iterator>

#include "render/markup.h"
#include "render/scan/cpe.h"
#include "render/scan/words.h"
#include "render/scan/writers.h"

namespace minato::render {
namespace {

constexpr std::string_view kVersionOfFormat = "1.05";

class XmlWriter final : public ScanWriter {
 public:
  explicit XmlWriter(ScanWriterOptions options) : sink_(std::move(options.sink)) {}

  void begin(const ScanStart& start) override;
  void found(const model::IpAddress&, const ScanPort&) override {}
  void host(const ScanHost& host) override;
  void end(const ScanEnd& end) override;

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  /// ` name="value"`, the value escaped.
  void attribute(std::string_view name, std::string_view value) {
    add(" {}=\"{}\"", name, escape_markup(value));
  }
  void names(const ScanHost& host);
  void ports(const ScanHost& host);
  void tallies(const ScanHost& host);
  void port(const ScanPort& port);
  void service(const ScanPort& port);
  void system(const ScanSystem& system);
  void flush() {
    sink_(text_);
    text_.clear();
  }

  TextSink sink_;
  ScanStart start_{};  ///< only the settings are used after begin()
  std::string text_;
};

void XmlWriter::begin(const ScanStart& start) {
  start_ = {.kinds = start.kinds, .verbosity = start.verbosity, .only_open = start.only_open};
  text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n";
  // "--" must not stand in a comment, so the command line stands in the attribute only.
  add("<!-- minato {} scan initiated {} -->\n<nmaprun scanner=\"nmap\"", start.version,
      calendar_text(start.started));
  attribute("args", start.command_line);
  add(" start=\"{}\" startstr=\"{}\" version=\"minato {}\" xmloutputversion=\"{}\">\n",
      unix_seconds(start.started), calendar_text(start.started), start.version, kVersionOfFormat);
  for (const ScanKind& kind : start.kinds) {
    add("<scaninfo type=\"{}\" protocol=\"{}\" numservices=\"{}\" services=\"{}\"/>\n", kind.name,
        to_text(kind.transport), kind.ports->size(kind.transport),
        intervals_text(kind.ports->intervals(kind.transport)));
  }
  add("<verbose level=\"{}\"/>\n<debugging level=\"0\"/>\n", start.verbosity);
  flush();
}

void XmlWriter::names(const ScanHost& host) {
  if (host.typed_name.empty() && host.found_names.empty()) {
    text_ += "<hostnames>\n</hostnames>\n";
    return;
  }
  text_ += "<hostnames>\n";
  if (!host.typed_name.empty()) {
    add("<hostname name=\"{}\" type=\"user\"/>\n", escape_markup(host.typed_name));
  }
  for (const std::string& name : host.found_names) {
    add("<hostname name=\"{}\" type=\"PTR\"/>\n", escape_markup(name));
  }
  text_ += "</hostnames>\n";
}

/// One <extraports> a state, one <extrareasons> for each reason and transport within.
void XmlWriter::tallies(const ScanHost& host) {
  for (const auto state : {model::PortState::closed, model::PortState::filtered,
                           model::PortState::unfiltered, model::PortState::open_or_filtered}) {
    std::uint64_t count = 0;
    for (const ScanTally& tally : host.tallies) count += tally.state == state ? tally.count : 0;
    if (count == 0) continue;
    add("<extraports state=\"{}\" count=\"{}\">\n", to_text(state), count);
    for (const ScanTally& tally : host.tallies) {
      if (tally.state != state) continue;
      add("<extrareasons reason=\"{}\" count=\"{}\" proto=\"{}\"", nmap_reason(tally.reason),
          tally.count, to_text(tally.transport));
      if (tally.ports != nullptr) {
        attribute("ports", intervals_text(tally.ports->intervals(tally.transport)));
      }
      text_ += "/>\n";
    }
    text_ += "</extraports>\n";
  }
}

void XmlWriter::service(const ScanPort& port) {
  const bool probed = port.service != nullptr && !port.service->name.empty();
  const std::string_view listed = port.iana_name.empty() ? port.name : port.iana_name;
  if (!probed && listed.empty()) return;
  text_ += "<service";
  attribute("name", probed ? std::string_view(port.service->name) : listed);
  if (!probed) {
    text_ += " method=\"table\" conf=\"3\"/>";
    return;
  }
  if (!port.service->product.empty()) attribute("product", port.service->product);
  if (!port.service->version.empty()) attribute("version", port.service->version);
  std::string more = extra_text(*port.service);
  if (const std::string further = further_text(*port.service); !further.empty()) {
    more += (more.empty() ? "" : "; ") + further;
  }
  if (!more.empty()) attribute("extrainfo", more);
  if (port.service->tunnel == "tls") text_ += " tunnel=\"ssl\"";
  for (const auto& [name, key] : {std::pair{"hostname", "host"}, std::pair{"ostype", "os"},
                                  std::pair{"devicetype", "device"}}) {
    const std::string_view value = model::detail(*port.service, key);
    if (!value.empty()) attribute(name, value);
  }
  add(" method=\"probed\" conf=\"{}\">", port.service->confidence / 10);
  for (const std::string& cpe : port.service->cpe) {
    add("<cpe>{}</cpe>", escape_markup(cpe_uri(cpe)));
  }
  text_ += "</service>";
}

void XmlWriter::port(const ScanPort& port) {
  add("<port protocol=\"{}\" portid=\"{}\"><state state=\"{}\" reason=\"{}\" reason_ttl=\"{}\"/>",
      to_text(port.port.transport), port.port.number, to_text(port.state), nmap_reason(port.reason),
      port.ttl);
  service(port);
  text_ += "</port>\n";
}

void XmlWriter::ports(const ScanHost& host) {
  text_ += "<ports>";
  tallies(host);
  for (const ScanPort& each : host.ports) {
    if (is_shown(each, start_)) port(each);
  }
  text_ += "</ports>\n";
}

/// No <portused>: nobody was asked for this, the guess is from answers that came anyway.
void XmlWriter::system(const ScanSystem& system) {
  text_ += "<os>";
  if (!system.name.empty()) {
    add("<osmatch name=\"{}\" accuracy=\"{}\" line=\"0\"><osclass type=\"{}\" vendor=\"{}\" "
        "osfamily=\"{}\" accuracy=\"{}\"/></osmatch>",
        system.name, system.confidence, system.kind, system.vendor, system.family,
        system.confidence);
  }
  text_ += "</os>\n";
}

void XmlWriter::host(const ScanHost& host) {
  if (!is_shown(host, start_)) return;
  add("<host starttime=\"{}\" endtime=\"{}\"", unix_seconds(host.started),
      unix_seconds(host.finished));
  if (host.not_scanned > 0) {
    add(" comment=\"stopped early: {} ports not scanned\"", host.not_scanned);
  }
  add("><status state=\"{}\" reason=\"{}\" reason_ttl=\"{}\"/>\n", to_text(host.status),
      nmap_reason(host.reason), host.ttl);
  add("<address addr=\"{}\" addrtype=\"{}\"/>\n", nmap_address(host.address),
      host.address.is_v4() ? "ipv4" : "ipv6");
  if (!host.mac.empty()) add("<address addr=\"{}\" addrtype=\"mac\"/>\n", host.mac);
  names(host);
  if (!start_.kinds.empty() && host.status == HostStatus::up) ports(host);
  if (host.system != nullptr) system(*host.system);
  if (host.rtt_us) {
    add("<times srtt=\"{}\" rttvar=\"{}\" to=\"{}\"/>\n", *host.rtt_us, host.rtt_variance_us,
        host.timeout_us);
  }
  text_ += "</host>\n";
  flush();
}

void XmlWriter::end(const ScanEnd& end) {
  add("<runstats><finished time=\"{}\" timestr=\"{}\" summary=\"minato done at {}; {} scanned in "
      "{:.2f} seconds\" elapsed=\"{:.2f}\" exit=\"{}\"",
      unix_seconds(end.finished), calendar_text(end.finished), calendar_text(end.finished),
      hosts_phrase(end), end.seconds, end.seconds, end.interrupted ? "error" : "success");
  if (end.interrupted) text_ += " errormsg=\"interrupted: what was found until then\"";
  add("/><hosts up=\"{}\" down=\"{}\" total=\"{}\"/>\n</runstats>\n</nmaprun>\n", end.hosts_up,
      end.hosts_down, end.hosts_total);
  flush();
}

}  // namespace

std::unique_ptr<ScanWriter> make_xml_writer(ScanWriterOptions options) {
  return std::make_unique<XmlWriter>(std::move(options));
}

}  // namespace minato::render
