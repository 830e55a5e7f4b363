// Greeting, first questions, inquiries, verdict: for each port, all ports side by side.
#include "pipeline/audit_run.h"

#include <algorithm>
#include <map>

#include "audit/danger.h"
#include "audit/family.h"
#include "audit/http_words.h"
#include "audit/services.h"
#include "sys/dialer.h"
#include "talk/audits/dialogue.h"
#include "talk/driver.h"

namespace minato::pipeline {
namespace {

using namespace std::chrono_literals;
using audit::Layer;
using audit::Talk;

constexpr auto kGreetingKnown = 2500ms;   // where the server is known to speak first
constexpr auto kGreetingUnknown = 700ms;  // elsewhere one waits no longer than is worth it
constexpr auto kTalkTotal = 15s;          // whoever drips a byte a second is not worth more
constexpr auto kPortBudget = 60s;         // after that nothing new is asked of a port
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// One port: first what is spoken there, then the inquiries, then the verdict.
struct PortWork {
  const AuditHost* host = nullptr;
  model::Endpoint endpoint{};
  talk::Facts first{};
  audit::Target target{};
  audit::Inquiries inquiries{};
  std::size_t outstanding = 0;
  std::chrono::nanoseconds begun{};
  bool open = false;
  bool asked = false;
  std::optional<std::uint32_t> rtt_us{};
};

bool is_server_first(std::string_view service) {
  constexpr std::array<std::string_view, 10> kNames = {"ftp",  "ssh",   "telnet", "smtp",  "pop3",
                                                       "imap", "mysql", "vnc",    "rsync", "nats"};
  return std::ranges::find(kNames, service) != kNames.end();
}

/// Whether a GET may tell what is there: web servers, and ports of which nothing is known.
bool is_web(std::string_view service) {
  constexpr std::array<std::string_view, 8> kNames = {
      "", "http", "http-proxy", "ipp", "docker", "etcd", "elasticsearch", "kubernetes"};
  return std::ranges::find(kNames, service) != kNames.end();
}

/// What is bad in the open is less so where few arrive (docs/adr/0005).
void lower(std::vector<model::Finding>& findings, model::Exposure exposure) {
  for (model::Finding& finding : findings) {
    finding.severity =
        audit::assess_danger(
            {.known = true, .inherent = finding.severity, .encrypts = true, .exposure = exposure})
            .level;
  }
}

class AuditRun {
 public:
  AuditRun(const AuditRequest& request, const base::Clock& clock, sys::Dialer& dialer)
      : request_(request), clock_(clock), dialer_(dialer) {}

  void begin() {
    for (const AuditHost& host : request_.hosts) {
      for (const model::Port port : host.ports.empty() ? request_.ports : host.ports) {
        works_.push_back(std::make_unique<PortWork>());
        PortWork& work = *works_.back();
        work.host = &host;
        work.endpoint = {host.address, port};
        work.target = {.endpoint = work.endpoint,
                       .host = host.name,
                       .ca_file = request_.ca_file,
                       .depth = request_.depth,
                       .now = clock_.now()};
        begin_port(work);
      }
    }
  }

  AuditOutcome finish(bool interrupted) {
    AuditOutcome outcome{
        .asked = works_.size(), .conversations = conversations_, .interrupted = interrupted};
    drivers_.clear();
    for (const auto& work : works_) {
      if (work->open) outcome.ports.push_back(judged(*work));
    }
    std::ranges::stable_sort(outcome.ports, [](const AuditedPort& one, const AuditedPort& other) {
      return one.danger > other.danger;
    });
    return outcome;
  }

 private:
  void begin_port(PortWork& work) {
    const audit::ServiceGuess usual = audit::usual_service(work.endpoint.port);
    if (work.endpoint.port.transport == model::Transport::udp) {
      work.target.service = usual.service;
      return begin_inquiries(work);  // whether it is open shows in whether it answers
    }
    const auto patience =
        is_server_first(usual.service) && usual.tunnel.empty() ? kGreetingKnown : kGreetingUnknown;
    ask_first(
        work,
        {.name = "greeting",
         .machine = talk::make_dialogue({{.key = "first.greeting", .is_whole = talk::is_anything}}),
         .silence = patience});
  }

  void ask_first(PortWork& work, Talk talk) {
    ++work.outstanding;
    start(work, std::move(talk), [this, &work](const Talk& done, talk::TalkReport&& report) {
      heard_first(work, done, report);
      if (--work.outstanding > 0) return;
      const bool more = done.name == "greeting" && work.open && needs_questions(work);
      if (more) return ask_unasked(work);
      if (work.open) decide(work);
    });
  }

  void heard_first(PortWork& work, const Talk& talk, const talk::TalkReport& report) {
    if (report.connected() && !work.open) {
      work.open = true;
      const auto took = report.moments.connected - report.moments.begun;
      work.rtt_us = static_cast<std::uint32_t>(took / 1us);
    }
    if (talk.layer == Layer::tls) {
      const bool spoken =
          report.moments.secured.count() != 0 ||
          (report.tls_failure && !report.tls_failure->not_tls && report.received_bytes > 0);
      if (spoken) work.first.add_flag("first.tls");
    }
    for (const talk::Fact& fact : report.facts.entries()) {
      if (fact.key.starts_with("first.")) work.first.add(fact.key, fact.value);
    }
  }

  /// Where nobody spoke first, or what was said has no meaning, requests of our own must tell.
  [[nodiscard]] bool needs_questions(const PortWork& work) const {
    if (request_.known.contains(work.endpoint)) return false;
    return work.first.text("first.greeting").empty() || service_of(work).service.empty();
  }

  void ask_unasked(PortWork& work) {
    const bool web = is_web(audit::usual_service(work.endpoint.port).service);
    const std::string request = audit::http_request("GET", "/", work.host->name);
    std::vector<talk::Step> inside;
    if (web) {
      inside.push_back({.key = "first.https", .send = request, .is_whole = talk::is_http_reply});
    }
    Talk tls{.name = "tls",
             .machine = talk::make_dialogue(std::move(inside)),
             .layer = Layer::tls,
             .silence = 2s};
    Talk plain{.name = "http",
               .machine = talk::make_dialogue(
                   {{.key = "first.http", .send = request, .is_whole = talk::is_http_reply}}),
               .silence = 2s};
    // Both count before either starts: a connection may end at once.
    ++work.outstanding;
    ask_first(work, std::move(tls));
    if (web) ask_first(work, std::move(plain));
    --work.outstanding;
  }

  /// What identify knows of it, else what its first words say.
  [[nodiscard]] audit::ServiceGuess service_of(const PortWork& work) const {
    const auto known = request_.known.find(work.endpoint);
    return known != request_.known.end() ? known->second
                                         : audit::guess_service(work.endpoint.port, work.first);
  }

  void decide(PortWork& work) {
    const audit::ServiceGuess guess = service_of(work);
    work.target.service = guess.service;
    work.target.tunnel = guess.tunnel;
    begin_inquiries(work);
  }

  void begin_inquiries(PortWork& work) {
    work.begun = dialer_.now();
    work.inquiries = audit::inquiries_for(work.target);
    for (const auto& inquiry : work.inquiries) {
      for (Talk& talk : inquiry->begin()) ask(work, *inquiry, std::move(talk));
    }
  }

  void ask(PortWork& work, audit::Inquiry& inquiry, Talk talk) {
    start(work, std::move(talk),
          [this, &work, &inquiry](const Talk& done, talk::TalkReport&& report) {
            if (done.transport == model::Transport::udp && report.received_bytes > 0) {
              work.open = true;
            }
            auto more = inquiry.heard(done, report.facts);
            if (dialer_.now() - work.begun > kPortBudget) return;
            for (Talk& next : more) ask(work, inquiry, std::move(next));
          });
  }

  using Heard = std::function<void(const Talk&, talk::TalkReport&&)>;

  void start(PortWork& work, Talk talk, Heard heard) {
    ++conversations_;
    const std::uint64_t number = next_driver_++;
    talk::TalkOptions options;
    if (talk.layer == Layer::tls) {
      options.wrapping = talk::Wrapping::tls;
      options.tls = {
          .server_name = work.host->name, .lowest = talk::TlsVersion::tls1_0, .weak_allowed = true};
    }
    sys::DialRequest request{.to = work.endpoint,
                             .connect_limit = request_.connect_limit,
                             .silence_limit = talk.silence,
                             .total_limit = kTalkTotal,
                             .most_bytes = kMostBytes};
    request.to.port.transport = talk.transport;
    auto machine = std::move(talk.machine);
    auto shared = std::make_shared<Talk>(std::move(talk));
    auto driver = std::make_unique<talk::Driver>(
        dialer_, std::move(machine), std::move(options),
        [this, number, shared, heard = std::move(heard)](talk::TalkReport&& report) {
          heard(*shared, std::move(report));
          dialer_.after(0ns, [this, number] { drivers_.erase(number); });
        });
    driver->start(std::move(request));
    drivers_.emplace(number, std::move(driver));
  }

  AuditedPort judged(PortWork& work) {
    AuditedPort port{.host = work.host->name};
    for (const auto& inquiry : work.inquiries) port.facts.append(inquiry->facts());
    const auto own = request_.own_facts.find(work.endpoint);
    if (own != request_.own_facts.end()) port.facts.append(own->second);
    port.product = audit::product_of(work.target.service, port.facts);
    model::Observation& seen = port.observation;
    seen.time = clock_.now();
    seen.source = model::Source::check;
    seen.endpoint = work.endpoint;
    seen.state = model::PortState::open;
    const bool tcp = work.endpoint.port.transport == model::Transport::tcp;
    seen.reason = tcp ? model::Reason::syn_ack : model::Reason::udp_response;
    seen.rtt_us = work.rtt_us;
    if (!work.target.service.empty()) {
      seen.service = std::make_shared<model::Service>(model::Service{
          .name = work.target.service,
          .product = port.product.name,
          .version = port.product.version,
          .tunnel = work.target.tunnel,
          .confidence = port.product.name.empty() ? std::uint8_t{60} : std::uint8_t{100}});
    }
    if (request_.exposure_of) {
      seen.exposure =
          std::make_shared<const model::ExposureVerdict>(request_.exposure_of(work.endpoint));
    }
    const audit::Case given{
        .facts = port.facts,
        .service = work.target.service,
        .tunnel = work.target.tunnel,
        .product = port.product.key,
        .version = port.product.version,
        .host = work.host->name,
        .port = work.endpoint.port.number,
        .exposure = seen.exposure ? seen.exposure->exposure : model::Exposure::unknown,
        .now = clock_.now()};
    seen.findings = audit::judge(given, work.endpoint, request_.selection);
    if (seen.exposure) lower(seen.findings, seen.exposure->exposure);
    audit::accept(seen.findings, request_.exceptions, clock_.now());
    weigh(port);
    return port;
  }

  const AuditRequest& request_;
  const base::Clock& clock_;
  sys::Dialer& dialer_;
  std::vector<std::unique_ptr<PortWork>> works_{};
  std::map<std::uint64_t, std::unique_ptr<talk::Driver>> drivers_{};
  std::uint64_t next_driver_ = 0;
  std::size_t conversations_ = 0;
};

}  // namespace

void weigh(AuditedPort& port) {
  port.danger = model::Severity::none;
  port.worst.clear();
  for (const model::Finding& finding : port.observation.findings) {
    if (finding.status != model::FindingStatus::missing) continue;
    if (finding.severity <= port.danger && !port.worst.empty()) continue;
    port.danger = finding.severity;
    port.worst = finding.id;
  }
}

base::Result<AuditOutcome> run_audit(const AuditRequest& request, const base::Clock& clock,
                                     const std::function<bool()>& stopping) {
  sys::raise_descriptor_limit();
  auto dialer = sys::Dialer::create({.most_per_host = request.most_per_host});
  if (!dialer) return base::fail(dialer.error());
  AuditRun run(request, clock, **dialer);
  run.begin();
  // Asked between events: an audit that nobody stops ends by itself.
  std::function<void()> look = [&] {
    if (stopping()) return (*dialer)->interrupt();
    if ((*dialer)->active() + (*dialer)->waiting() > 0) (*dialer)->after(100ms, look);
  };
  look();
  if (auto ran = (*dialer)->run(); !ran) return base::fail(ran.error());
  return run.finish((*dialer)->interrupted());
}

}  // namespace minato::pipeline
