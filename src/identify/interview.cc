// The order of questions. First round: who is usual on that port, a listener, a web request, TLS.
// Later rounds: whom the answers speak for; then, where nothing answered, all others, a few at a
// time.
#include "identify/interview.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "talk/protocols.h"

namespace minato::identify {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kListen{900};          ///< a greeting that comes at all comes soon
constexpr milliseconds kUsualGreeting{6000};  ///< where servers greet: they look names up first
constexpr milliseconds kUsualAnswer{4000};    ///< the protocol that is usual on this port
constexpr milliseconds kWeb{2000};
constexpr milliseconds kHinted{4000};  ///< its own bytes spoke for it
constexpr milliseconds kGuess{900};
constexpr std::size_t kSideBySide = 5;
constexpr std::size_t kMostQuestions = 72;

/// Guesses in the order of how often they are met; the others come after them.
constexpr std::array<std::string_view, 12> kOften = {
    "postgresql", "microsoft-ds", "ms-wbt-server", "redis", "mongodb", "mqtt",
    "ldap",       "domain",       "memcached",     "rtsp",  "amqp",    "socks5"};

std::size_t rarity(const talk::Protocol* protocol) {
  const auto* const at = std::ranges::find(kOften, protocol->name);
  return static_cast<std::size_t>(at - kOften.begin());
}

milliseconds usual_patience(const talk::Protocol& protocol) {
  return protocol.first == talk::FirstWord::server ? kUsualGreeting : kUsualAnswer;
}

/// The first bytes as a fact for fingerprints: a greeting, or what a request brought that nobody
/// meant.
void keep_first_bytes(Evidence& evidence) {
  if (evidence.first_bytes.empty()) return;
  const talk::Protocol* const protocol = evidence.protocol;
  if (protocol == nullptr) {
    evidence.facts.add("greeting", evidence.first_bytes);
  } else if (evidence.outcome != Outcome::spoke) {
    evidence.facts.add("answer", evidence.first_bytes);
  } else if (protocol->first == talk::FirstWord::server) {
    const std::string key = std::string(protocol->name) + ".banner";
    if (!evidence.facts.has(key)) evidence.facts.add(key, base::trim(evidence.first_bytes));
  }
}

bool same(const Question& one, const Question& other) {
  return one.protocol == other.protocol && one.inside_tls == other.inside_tls &&
         one.path == other.path;
}

}  // namespace

Interview::Interview(const Knowledge& knowledge, model::Port port, Thoroughness thoroughness)
    : knowledge_(knowledge), port_(port), thoroughness_(thoroughness) {
  first_round();
}

bool Interview::asked(const Question& question) const {
  return std::ranges::any_of(all_, [&](const Question& one) { return same(one, question); });
}

void Interview::plan(const Question& question) {
  if (asked(question) || all_.size() >= kMostQuestions) return;
  planned_.push_back(question);
  all_.push_back(question);
}

void Interview::first_round() {
  bool greets = false;
  for (const talk::LikelyProtocol& likely : talk::likely_protocols(port_)) {
    greets = greets || likely.protocol->first == talk::FirstWord::server;
    plan({.protocol = likely.protocol,
          .inside_tls = likely.inside_tls,
          .patience = usual_patience(*likely.protocol)});
    // A name server whose own name servers are silent still tells this.
    if (likely.protocol->name == "domain" && !likely.inside_tls) {
      plan({.protocol = talk::find_protocol("dns-version", port_.transport),
            .patience = kUsualAnswer});
    }
  }
  if (port_.transport != model::Transport::tcp || greets) return;
  const bool brief = thoroughness_ == Thoroughness::brief;
  const milliseconds patience = brief ? kGuess : kWeb;
  if (!brief) plan({.patience = kListen});
  const talk::Protocol* const http = talk::find_protocol("http");
  plan({.protocol = http, .inside_tls = true, .patience = patience});
  plan({.protocol = http, .patience = patience});
}

void Interview::guess(bool inside_tls) {
  std::vector<const talk::Protocol*> rest;
  for (const talk::Protocol* const protocol : talk::protocols()) {
    if (protocol->transport == port_.transport && protocol->first == talk::FirstWord::client &&
        !protocol->name.ends_with("-version") &&
        !asked({.protocol = protocol, .inside_tls = inside_tls})) {
      rest.push_back(protocol);
    }
  }
  std::ranges::stable_sort(rest, {}, rarity);
  for (const talk::Protocol* const protocol : rest) {
    if (planned_.size() >= kSideBySide) break;
    plan({.protocol = protocol, .inside_tls = inside_tls, .patience = kGuess});
  }
}

void Interview::later_round() {
  if (thoroughness_ == Thoroughness::brief && was_silent()) return;
  if (port_.transport == model::Transport::tcp) {
    plan({.inside_tls = inside_tls_, .patience = kListen});
    const talk::Protocol* const http = talk::find_protocol("http");
    if (!inside_tls_) plan({.protocol = http, .inside_tls = true, .patience = kWeb});
    plan({.protocol = http, .inside_tls = inside_tls_, .patience = kWeb});
  }
  if (!greets()) guess(inside_tls_);
}

/// Who speaks first waits for no request of the protocols that are left to guess.
bool Interview::greets() const {
  return std::ranges::any_of(evidence_, [this](const Evidence& one) {
    return one.protocol == nullptr && one.inside_tls == inside_tls_ && !one.first_bytes.empty();
  });
}

std::vector<Question> Interview::next() {
  if (ended_) return {};
  if (planned_.empty() && under_way_.empty()) later_round();
  if (planned_.empty() && under_way_.empty()) ended_ = true;
  std::vector<Question> now;
  while (!planned_.empty() && under_way_.size() < kSideBySide) {
    now.push_back(planned_.front());
    under_way_.push_back(planned_.front());
    planned_.erase(planned_.begin());
  }
  return now;
}

/// What a protocol that was spoken tells only when it is asked again.
void Interview::ask_more(const Evidence& evidence) {
  const auto also = [&](const talk::Protocol* protocol, std::string_view path) {
    if (protocol == nullptr) return;
    plan({.protocol = protocol,
          .inside_tls = evidence.inside_tls,
          .path = path,
          .patience = kHinted});
  };
  const std::string_view name = evidence.protocol == nullptr ? "" : evidence.protocol->name;
  if (name == "http" && !evidence.facts.has("http.server") && !evidence.facts.has("http.title")) {
    also(evidence.protocol, "/version");
    also(evidence.protocol, "/v2/");
  }
  if (name == "tftp") also(evidence.protocol, "/mode");
  if (name == "vnc") also(talk::find_protocol("vnc-version"), "/");
  if (name == "domain") also(talk::find_protocol("dns-version", port_.transport), "/");
}

void Interview::follow(const Evidence& evidence) {
  if (evidence.inside_tls && evidence.facts.has("tls.version") && !inside_tls_) {
    inside_tls_ = true;
    std::erase_if(planned_, [](const Question& question) { return !question.inside_tls; });
  }
  if (evidence.outcome == Outcome::spoke) ask_more(evidence);
  for (const std::string_view name : spoken_for_by(evidence.first_bytes)) {
    const bool tls = name == "tls" && !evidence.inside_tls;
    const talk::Protocol* const protocol =
        talk::find_protocol(tls ? "http" : name, port_.transport);
    const Question question{
        .protocol = protocol, .inside_tls = evidence.inside_tls || tls, .patience = kHinted};
    if (protocol == nullptr || asked(question)) continue;
    plan(question);
    std::ranges::rotate(planned_, planned_.end() - 1);
    break;  // whoever comes next greets alike: asked when this one was not understood
  }
}

bool Interview::enough() const {
  if (service_.name.empty()) return false;
  bool spoken = false;
  bool wrong_door = false;  // "the plain HTTP request was sent to the HTTPS port"
  for (const Evidence& one : evidence_) {
    spoken = spoken || one.outcome == Outcome::spoke;
    wrong_door = wrong_door || (!one.inside_tls && one.facts.number("http.status") == 400);
  }
  const auto awaited = [](const Question& question) { return question.inside_tls; };
  if (wrong_door &&
      (std::ranges::any_of(under_way_, awaited) || std::ranges::any_of(planned_, awaited))) {
    return false;
  }
  if (service_.version.empty() && port_.transport == model::Transport::udp) {
    // Two usual questions of one port: the other may know more.
    for (const talk::LikelyProtocol& likely : talk::likely_protocols(port_)) {
      const auto of_it = [&](const Question& question) {
        return question.protocol == likely.protocol;
      };
      if (std::ranges::any_of(under_way_, of_it)) return false;
    }
  }
  if (service_.product.empty()) {
    const auto asks_more = [](const Question& question) {
      return question.path != "/" ||
             (question.protocol != nullptr && question.protocol->name.ends_with("-version"));
    };
    return spoken && std::ranges::none_of(planned_, asks_more) &&
           std::ranges::none_of(under_way_, asks_more);
  }
  return spoken || planned_.empty();
}

void Interview::tell(const Question& question, Evidence evidence) {
  const auto at =
      std::ranges::find_if(under_way_, [&](const Question& one) { return same(one, question); });
  if (at != under_way_.end()) under_way_.erase(at);
  if (ended_) return;
  evidence.protocol = question.protocol;
  keep_first_bytes(evidence);
  const bool refused = evidence.outcome == Outcome::refused;
  follow(evidence);
  evidence_.push_back(std::move(evidence));
  // Nobody is there any more: the others would only wait, too.
  if (refused && evidence_.size() == 1 && port_.transport == model::Transport::tcp) {
    planned_.clear();
    ended_ = under_way_.empty();
    return;
  }
  service_ = judge(knowledge_, evidence_);
  ended_ = ended_ || enough();
}

bool Interview::was_silent() const {
  return std::ranges::all_of(evidence_, [](const Evidence& one) {
    return one.first_bytes.empty() && !one.facts.has("tls.version");
  });
}

}  // namespace minato::identify
