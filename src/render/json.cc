// Building the objects with Boost.JSON in a buffer on the stack: no allocation for a usual line.
#include "render/json.h"

#include <cmath>

#include "base/strings.h"
#include "base/text.h"
#include "render/json_builder.h"

namespace minato::render {
namespace {

using Memory = JsonMemory;
using Builder = JsonBuilder;

json::object endpoint_object(const model::Endpoint& endpoint, const json::storage_ptr& memory) {
  Builder builder(memory, 2);
  builder.text("address", to_text(endpoint.address)).number("port", endpoint.port.number);
  return builder.take();
}

json::object service_object(const model::Service& service, const json::storage_ptr& memory) {
  Builder builder(memory, 7);
  builder.text("name", service.name)
      .text("product", service.product)
      .text("version", service.version)
      .texts("cpe", service.cpe)
      .text("tunnel", service.tunnel)
      .number("confidence", service.confidence);
  if (!service.details.empty()) {
    Builder details(memory, service.details.size());
    for (const model::ServiceDetail& one : service.details) details.text(one.key, one.value);
    builder.child("details", details.take());
  }
  return builder.take();
}

json::object container_object(const model::Container& container, const json::storage_ptr& memory) {
  Builder builder(memory, 3);
  builder.text("runtime", container.runtime).text("id", container.id).text("name", container.name);
  return builder.take();
}

json::array parents_array(const model::Process& process, const json::storage_ptr& memory) {
  json::array parents(memory);
  parents.reserve(process.ancestors.size());
  for (const auto& [pid, name] : process.ancestors) {
    Builder parent(memory, 2);
    parents.emplace_back(parent.number("pid", pid).text("name", name).take());
  }
  return parents;
}

json::object process_object(const model::Process& process, const json::storage_ptr& memory) {
  Builder builder(memory, 9);
  builder.number("pid", process.pid)
      .text("name", process.name)
      .text("exe", process.executable)
      .texts("arguments", process.arguments)
      .text("user", process.user)
      .text("unit", process.unit);
  if (process.container) builder.child("container", container_object(*process.container, memory));
  if (process.started) builder.text("started", base::to_text(*process.started));
  if (!process.ancestors.empty()) builder.child("parents", parents_array(process, memory));
  return builder.take();
}

void add_processes(Builder& builder, std::span<const model::Process* const> processes) {
  if (processes.empty()) return;
  builder.child("process", process_object(*processes.front(), builder.memory()));
  if (processes.size() == 1) return;
  json::array all(builder.memory());
  all.reserve(processes.size());
  for (const model::Process* process : processes) {
    all.emplace_back(process_object(*process, builder.memory()));
  }
  builder.child("processes", std::move(all));
}

void add_socket(Builder& builder, const model::Socket& socket) {
  builder.flag("dual_stack", socket.dual_stack)
      .text("interface", socket.interface)
      .text("vrf", socket.vrf)
      .text("network_namespace", socket.network_namespace)
      .number_unless_zero("receive_queue", socket.receive_queue)
      .number_unless_zero("send_queue", socket.send_queue);
  if (socket.timer.kind == model::TimerKind::none) return;
  Builder timer(builder.memory(), 3);
  timer.text("kind", to_text(socket.timer.kind))
      .number("remaining_ms", socket.timer.remaining_ms)
      .number_unless_zero("retransmits", socket.timer.retransmits);
  builder.child("timer", timer.take());
}

void add_exposure(Builder& builder, const model::ExposureVerdict& verdict,
                  base::Language language) {
  builder.text("exposure", to_text(verdict.exposure));
  if (verdict.reason_key.empty()) return;
  builder.text("exposure_reason", base::tr_args(language, verdict.reason_key, verdict.reason_args));
}

json::object remedy_object(const model::Remedy& remedy, const json::storage_ptr& memory) {
  std::vector<std::string> lines;
  for (const std::string_view line : base::split(remedy.lines, '\n')) lines.emplace_back(line);
  Builder builder(memory, 6);
  builder.text("product", remedy.product)
      .text("file", remedy.file)
      .text("change", remedy.change)
      .text("place", remedy.place)
      .texts("lines", lines)
      .text("reload", remedy.reload);
  return builder.take();
}

json::object finding_object(const model::Finding& finding, base::Language language,
                            const json::storage_ptr& memory) {
  Builder builder(memory, 8);
  builder.text("id", finding.id)
      .text("status", to_text(finding.status))
      .text("severity", to_text(finding.severity))
      .text("title", finding.title.in(language))
      .text("evidence", finding.evidence)
      .text("countermeasure", finding.countermeasure.in(language))
      .texts("references", finding.references);
  if (finding.remedy && finding.status == model::FindingStatus::missing) {
    builder.child("remedy", remedy_object(*finding.remedy, memory));
  }
  return builder.take();
}

void add_findings(Builder& builder, std::span<const model::Finding> findings,
                  base::Language language) {
  if (findings.empty()) return;
  json::array array(builder.memory());
  array.reserve(findings.size());
  for (const model::Finding& finding : findings) {
    array.emplace_back(finding_object(finding, language, builder.memory()));
  }
  builder.child("findings", std::move(array));
}

json::object observation_object(const ObservationView& view, base::Language language,
                                const json::storage_ptr& memory) {
  Builder builder(memory);
  builder.text("type", "observation")
      .text("time", base::to_text(view.time))
      .text("source", to_text(view.source))
      .text("vantage", view.vantage)
      .text("address", to_text(view.endpoint.address))
      .number("port", view.endpoint.port.number)
      .text("transport", to_text(view.endpoint.port.transport));
  if (view.remote) builder.child("remote", endpoint_object(*view.remote, memory));
  builder.text("state", to_text(view.state));
  if (view.reason) builder.text("reason", to_text(*view.reason));
  builder.number("rtt_us", view.rtt_us)
      .text("evidence", view.evidence)
      .text("name", view.name)
      .text("range", to_text(model::range_of(view.endpoint.port.number)));
  if (view.service != nullptr) builder.child("service", service_object(*view.service, memory));
  add_processes(builder, view.processes);
  if (view.socket != nullptr) add_socket(builder, *view.socket);
  if (view.exposure != nullptr) add_exposure(builder, *view.exposure, language);
  if (view.danger) builder.text("danger", to_text(*view.danger));
  builder.text("danger_reason", view.danger_reason).text("advice", view.advice);
  add_findings(builder, view.findings, language);
  return builder.take();
}

/// "yes" and "no" are booleans for programs, "optional" is neither.
void add_answer(Builder& builder, std::string_view key, std::string_view answer) {
  if (answer == "yes" || answer == "no") {
    builder.child(key, json::value(answer == "yes"));
  } else {
    builder.text(key, answer);
  }
}

json::array tallies_array(std::span<const HostView::Tally> tallies,
                          const json::storage_ptr& memory) {
  json::array array(memory);
  array.reserve(tallies.size());
  for (const HostView::Tally& tally : tallies) {
    Builder builder(memory, 4);
    builder.text("transport", to_text(tally.transport))
        .text("state", to_text(tally.state))
        .text("reason", to_text(tally.reason))
        .number("count", tally.count);
    array.emplace_back(builder.take());
  }
  return array;
}

json::array skipped_array(std::span<const Skipped> skipped, const json::storage_ptr& memory) {
  json::array array(memory);
  for (const Skipped& item : skipped) {
    Builder builder(memory, 3);
    builder.text("what", item.what).text("why", item.why).number("count", item.count);
    array.emplace_back(builder.take());
  }
  return array;
}

}  // namespace

ObservationView view_of(const model::Socket& socket) {
  return {
      .endpoint = socket.local, .remote = socket.remote, .state = socket.state, .socket = &socket};
}

void append_json(std::string& out, const ObservationView& view, base::Language language) {
  Memory memory;
  append_json_line(out, observation_object(view, language, &memory.resource));
}

void append_json(std::string& out, const model::Observation& observation, std::string_view name,
                 base::Language language) {
  std::vector<const model::Process*> processes;
  processes.reserve(observation.processes.size());
  for (const auto& process : observation.processes) processes.push_back(process.get());
  append_json(out,
              {.time = observation.time,
               .source = observation.source,
               .vantage = observation.vantage,
               .endpoint = observation.endpoint,
               .remote = observation.remote,
               .state = observation.state,
               .reason = observation.reason,
               .rtt_us = observation.rtt_us,
               .evidence = observation.evidence,
               .name = name,
               .service = observation.service.get(),
               .processes = processes,
               .exposure = observation.exposure.get(),
               .findings = observation.findings},
              language);
}

void append_json(std::string& out, const PortView& view, base::Language language) {
  Memory memory;
  Builder builder(&memory.resource);
  builder.text("type", "port")
      .number("port", view.port.number)
      .text("transport", to_text(view.port.transport))
      .text("name", view.name)
      .text("description", view.description)
      .text("explanation", view.explanation)
      .text("range", to_text(model::range_of(view.port.number)));
  if (view.danger) builder.text("danger", to_text(*view.danger));
  builder.text("danger_reason", view.danger_reason);
  add_answer(builder, "encrypted", view.encrypted);
  add_answer(builder, "authenticated", view.authenticated);
  builder.text("alternative", view.alternative)
      .texts("countermeasures", view.countermeasures)
      .texts("references", view.references);
  if (!view.here.empty()) {
    json::array here(&memory.resource);
    for (const ObservationView& observation : view.here) {
      here.emplace_back(observation_object(observation, language, &memory.resource));
    }
    builder.child("here", std::move(here));
  }
  append_json_line(out, builder.take());
}

void append_json(std::string& out, const HostView& view) {
  Memory memory;
  Builder builder(&memory.resource);
  builder.text("type", "host")
      .text("time", base::to_text(view.time))
      .text("source", to_text(view.source))
      .text("vantage", view.vantage)
      .text("address", to_text(view.address))
      .texts("names", view.names)
      .text("mac", view.mac)
      .text("state", view.up);
  if (view.reason) builder.text("reason", to_text(*view.reason));
  builder.number("rtt_us", view.rtt_us);
  if (!view.others.empty()) {
    builder.child("others", tallies_array(view.others, &memory.resource));
  }
  builder.number_unless_zero("not_scanned", view.not_scanned);
  if (!view.system.evidence.empty()) {
    Builder system(&memory.resource, 4);
    system.text("name", view.system.name)
        .text("family", view.system.family)
        .number_unless_zero("confidence", view.system.confidence)
        .text("evidence", view.system.evidence);
    builder.child("os", system.take());
  }
  append_json_line(out, builder.take());
}

void append_json(std::string& out, const SummaryView& view) {
  Memory memory;
  Builder builder(&memory.resource);
  builder.text("type", "summary")
      .text("command", view.command)
      .text("time", base::to_text(view.time))
      .number("seconds", std::isfinite(view.seconds) ? view.seconds : 0.0);
  Builder counts(&memory.resource);
  for (const auto& [what, count] : view.counts) counts.number(what, count);
  builder.child("counts", counts.take());
  Builder packets(&memory.resource, 2);
  packets.number("sent", view.packets_sent).number("received", view.packets_received);
  if (!packets.empty()) builder.child("packets", packets.take());
  if (!view.skipped.empty()) {
    builder.child("skipped", skipped_array(view.skipped, &memory.resource));
  }
  builder.flag("interrupted", view.interrupted);
  append_json_line(out, builder.take());
}

}  // namespace minato::render
