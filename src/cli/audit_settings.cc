// Targets, ports, checks and limits of an audit from the command line.
#include "cli/audit_settings.h"

#include <array>

#include "audit/services.h"
#include "base/strings.h"
#include "cli/audit_files.h"
#include "model/target_set.h"
#include "pipeline/audit_local.h"
#include "registry/names.h"
#include "sys/file.h"
#include "sys/resolver.h"

namespace minato::cli {
namespace {

constexpr std::size_t kMostExceptionBytes = std::size_t{1} << 20;
constexpr std::uint64_t kMostHosts = 65536;  // conversations, not probes: this is no wide scan

base::Result<std::vector<pipeline::AuditHost>> read_hosts(const Arguments& arguments) {
  const sys::SystemHostNames names(model::Family::ipv4);
  model::TargetSetBuilder builder(names);
  for (const std::string& word : arguments.words()) {
    if (const auto added = builder.add(word); !added) return base::fail(added.error());
  }
  const model::TargetSet targets = builder.build();
  if (targets.slots() > kMostHosts) {
    return base::fail(base::input_error("error.audit.too-many", {std::to_string(kMostHosts)},
                                        {.text = arguments.words().front()}));
  }
  std::vector<pipeline::AuditHost> hosts;
  for (std::uint64_t slot = 0; slot < targets.slots(); ++slot) {
    const auto address = targets.at(slot);
    if (!address) continue;
    const std::string_view name = targets.name_of(*address);
    hosts.push_back({name.empty() ? to_text(*address) : std::string(name), *address});
  }
  return hosts;
}

/// This machine: its listeners, each at the address where it is reached from here.
base::Result<void> add_local_hosts(pipeline::AuditRequest& request) {
  auto local = pipeline::local_audit_targets();
  if (!local) return base::fail(local.error());
  request.hosts = std::move(local->hosts);
  request.exposure_of = std::move(local->exposure_of);
  request.own_facts = std::move(local->own_facts);
  return {};
}

base::Result<std::vector<model::Port>> read_ports(const Arguments& arguments) {
  const auto typed = arguments.value("--ports");
  if (!typed) return audit::usual_ports();
  constexpr std::array kTransports = {model::Transport::tcp};
  const auto set = model::PortSet::parse(*typed, registry::ServiceNames(), kTransports);
  if (!set) return base::fail(set.error());
  std::vector<model::Port> ports;
  for (const auto transport : {model::Transport::tcp, model::Transport::udp}) {
    for (std::size_t i = 0; i < set->size(transport); ++i) {
      ports.push_back({set->at(transport, i), transport});
    }
  }
  return ports;
}

/// Words of --only and --skip, between commas: each must cover a check.
base::Result<std::vector<std::string>> read_checks(const Arguments& arguments,
                                                   std::string_view option) {
  std::vector<std::string> words;
  for (const std::string& value : arguments.values(option)) {
    for (const std::string_view word : base::split(value, ',')) {
      if (!audit::covers_any_check(word)) {
        return base::fail(
            base::input_error("error.audit.no-check", {std::string(word)},
                              {.text = value,
                               .offset = static_cast<std::size_t>(word.data() - value.data()),
                               .length = word.size()}));
      }
      words.emplace_back(word);
    }
  }
  return words;
}

}  // namespace

base::Result<AuditSettings> read_audit_settings(const Context& /*context*/,
                                                const Arguments& arguments) {
  AuditSettings settings;
  auto hosts = read_hosts(arguments);
  if (!hosts) return base::fail(hosts.error());
  if (const auto name = arguments.value("--name")) {
    for (pipeline::AuditHost& host : *hosts) host.name = *name;
  }
  auto ports = read_ports(arguments);
  if (!ports) return base::fail(ports.error());
  auto only = read_checks(arguments, "--only");
  if (!only) return base::fail(only.error());
  auto skip = read_checks(arguments, "--skip");
  if (!skip) return base::fail(skip.error());
  if (const auto limit = arguments.value("--fail-on")) {
    const auto severity = model::parse_severity(*limit);
    if (!severity) return base::fail(severity.error());
    settings.fail_on = *severity;
  }
  settings.request = {
      .hosts = std::move(*hosts),
      .ports = std::move(*ports),
      .selection = {.only = std::move(*only), .skip = std::move(*skip)},
      .depth = arguments.has("--intrusive") ? audit::Depth::intrusive : audit::Depth::safe,
      .ca_file = arguments.value("--ca-file").value_or("")};
  if (const auto path = arguments.value("--exceptions")) {
    const auto text = sys::read_file(*path, kMostExceptionBytes);
    if (!text) return base::fail(text.error());
    auto exceptions = audit::parse_exceptions(*text, *path);
    if (!exceptions) return base::fail(exceptions.error());
    settings.request.exceptions = std::move(*exceptions);
  }
  if (const auto path = arguments.value("--baseline")) {
    auto baseline = read_audit_baseline(*path);
    if (!baseline) return base::fail(baseline.error());
    settings.baseline = std::move(*baseline);
  }
  if (arguments.words().empty()) {
    if (auto local = add_local_hosts(settings.request); !local) return base::fail(local.error());
  }
  settings.dry_run = arguments.has("--dry-run");
  settings.verbosity = arguments.count("--verbose");
  return settings;
}

}  // namespace minato::cli
