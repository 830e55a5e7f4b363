// Wildcard listeners are asked over loopback, the others at their own address.
#include "pipeline/audit_local.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "audit/server_config.h"
#include "audit/sshd_config.h"
#include "base/strings.h"
#include "pipeline/local_view.h"
#include "sys/command_output.h"
#include "sys/file.h"
#include "sys/process.h"

namespace minato::pipeline {
namespace {

/// Where a listener is reached from this machine.
model::IpAddress reached_at(const model::IpAddress& bound) {
  if (!bound.is_unspecified()) return bound;
  return *model::IpAddress::parse(bound.is_v4() ? "127.0.0.1" : "::1");
}

/// "/etc/ssh/sshd_config.d/*.conf": the files that match, by name, as sshd reads them. Patterns
/// stand in the last part only.
std::vector<audit::ConfigFile> included(std::string_view pattern) {
  const std::string path =
      pattern.starts_with('/') ? std::string(pattern) : "/etc/ssh/" + std::string(pattern);
  const std::size_t slash = path.rfind('/');
  auto names = sys::list_directory(path.substr(0, slash));
  if (!names) return {};
  std::ranges::sort(*names);
  std::vector<audit::ConfigFile> files;
  for (const std::string& name : *names) {
    if (!base::matches_glob(path.substr(slash + 1), name)) continue;
    const std::string whole = path.substr(0, slash + 1) + name;
    if (auto text = sys::read_file(whole)) files.push_back({whole, std::move(*text)});
  }
  return files;
}

bool is_held_by(const LocalSocket& local, std::string_view name) {
  return std::ranges::any_of(
      local.processes, [name](const model::Process* process) { return process->name == name; });
}

/// What sshd itself says that holds (only root may ask it), else what its files say; empty when
/// they may not be read. Never the path of the running process: anybody may call a program sshd.
talk::Facts sshd_facts() {
  const std::string path = "/etc/ssh/sshd_config";
  auto text = sys::read_file(path);
  talk::Facts written =
      text ? audit::read_sshd_config({path, std::move(*text)}, included) : talk::Facts();
  if (sys::effective_uid() != 0) return written;
  const std::vector<std::string> words = {"-T"};
  const auto told = sys::command_output("/usr/sbin/sshd", words);
  if (!told) return written;
  talk::Facts settings = audit::read_sshd_settings(*told, written);
  return settings.entries().empty() ? written : settings;
}

/// What the files of other servers say about who holds this socket.
talk::Facts file_facts(const LocalSocket& local) {
  talk::Facts facts;
  for (const audit::LocalSetting& setting : audit::local_settings()) {
    if (!is_held_by(local, setting.process)) continue;
    for (const audit::ConfigFile& file : included(setting.file)) {
      audit::read_setting(setting, file, facts);
    }
  }
  if (!is_held_by(local, "postgres")) return facts;
  const std::string clusters = "/etc/postgresql";
  const auto versions = sys::list_directory(clusters);
  for (const std::string& version : versions ? *versions : std::vector<std::string>()) {
    const std::string path = fmt::format("{}/{}/main/pg_hba.conf", clusters, version);
    if (auto text = sys::read_file(path)) audit::read_pg_hba({path, std::move(*text)}, facts);
  }
  return facts;
}

}  // namespace

base::Result<LocalAudit> local_audit_targets() {
  const auto view = LocalView::create({.listeners_only = true});
  if (!view) return base::fail(view.error());
  std::map<model::IpAddress, std::vector<model::Port>> ports;
  auto verdicts = std::make_shared<std::map<model::Endpoint, model::ExposureVerdict>>();
  std::map<model::Endpoint, talk::Facts> own_facts;
  std::optional<talk::Facts> of_sshd;  // it listens twice, on IPv4 and IPv6
  for (const LocalSocket& local : view->sockets()) {
    const model::Endpoint bound = local.socket->local;
    if (bound.port.transport != model::Transport::tcp) continue;
    const model::IpAddress address = reached_at(bound.address);
    auto& known = ports[address];
    if (std::ranges::find(known, bound.port) == known.end()) known.push_back(bound.port);
    if (is_held_by(local, "sshd")) {
      if (!of_sshd) of_sshd = sshd_facts();
      own_facts.insert_or_assign({address, bound.port}, *of_sshd);
    } else if (talk::Facts facts = file_facts(local); !facts.entries().empty()) {
      own_facts.insert_or_assign({address, bound.port}, std::move(facts));
    }
    // Several sockets at one port: the widest counts.
    auto [at, added] = verdicts->try_emplace({address, bound.port}, local.exposure);
    if (!added && at->second.exposure < local.exposure.exposure) at->second = local.exposure;
  }
  LocalAudit local;
  local.own_facts = std::move(own_facts);
  for (auto& [address, list] : ports) {
    local.hosts.push_back({.name = to_text(address), .address = address, .ports = std::move(list)});
  }
  local.exposure_of = [verdicts](const model::Endpoint& endpoint) {
    const auto at = verdicts->find(endpoint);
    return at == verdicts->end() ? model::ExposureVerdict{} : at->second;
  };
  return local;
}

}  // namespace minato::pipeline
