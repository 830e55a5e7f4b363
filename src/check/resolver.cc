// One search: each name to ask, each server in turn, A and AAAA at once.
#include "check/resolver.h"

#include <algorithm>
#include <random>

#include "base/strings.h"
#include "sys/file.h"
#include "sys/resolver.h"
#include "talk/dns_message.h"
#include "talk/driver.h"
#include "talk/protocols.h"

namespace minato::check {
namespace {

using model::Family;
using model::IpAddress;

/// How long AAAA is waited for once A is there (RFC 8305 section 3, "resolution delay").
constexpr std::chrono::milliseconds kResolutionDelay{50};

void put_in_turn(std::vector<IpAddress>& addresses) {
  std::vector<IpAddress> six;
  std::vector<IpAddress> four;
  for (const IpAddress& address : addresses) (address.is_v4() ? four : six).push_back(address);
  addresses.clear();
  for (std::size_t i = 0; i < std::max(six.size(), four.size()); ++i) {
    if (i < six.size()) addresses.push_back(six[i]);
    if (i < four.size()) addresses.push_back(four[i]);
  }
}

Resolution only(Resolution resolution, std::optional<Family> family) {
  if (!family || resolution.addresses.empty()) return resolution;
  std::erase_if(resolution.addresses,
                [&](const IpAddress& address) { return address.family() != *family; });
  if (resolution.addresses.empty()) resolution.cause = Cause::no_address;
  return resolution;
}

std::uint16_t random_number() {
  static std::random_device entropy;
  return static_cast<std::uint16_t>(entropy());
}

Cause trouble_of(const talk::TalkReport& report) {
  if (report.malformed && report.malformed->rule != "dns-no-answer") return Cause::dns_failed;
  if (!report.end || report.end->outcome == sys::DialOutcome::timed_out) return Cause::dns_silent;
  return Cause::dns_closed;
}

}  // namespace

bool has_other_name_sources(std::string_view nsswitch) {
  for (const std::string_view line : base::split(nsswitch, '\n')) {
    const auto words = base::words(line.substr(0, line.find('#')));
    if (words.empty() || words[0] != "hosts:") continue;
    return std::ranges::any_of(words.begin() + 1, words.end(), [](std::string_view word) {
      return word != "files" && word != "dns" && word != "myhostname" && !word.starts_with('[');
    });
  }
  return false;
}

class Resolver::Search {
 public:
  Search(Resolver& resolver, std::string name)
      : resolver_(resolver),
        names_(names_to_ask(resolver.options_.settings, name)),
        result_{.asked = std::move(name), .begun = resolver.dialer_.now()} {}

  void wait(std::optional<Family> family, Done done) {
    if (over_) return done(only(result_, family));
    waiting_.push_back({family, std::move(done)});
  }

  void start() {
    const ResolverSettings& settings = resolver_.options_.settings;
    if (settings.servers.empty()) {
      result_.cause = Cause::dns_not_set_up;
      return finish();
    }
    ask_both();
  }

 private:
  struct Waiter {
    std::optional<Family> family{};
    Done done;
  };
  [[nodiscard]] const ResolverSettings& settings() const { return resolver_.options_.settings; }

  void ask_both() {
    round_ += 1;
    pending_ = 2;
    found_.clear();
    aliases_.clear();
    round_code_.clear();
    round_trouble_ = Cause::none;
    ask(talk::dns_type::kA, model::Transport::udp);
    ask(talk::dns_type::kAaaa, model::Transport::udp);
  }

  void ask(std::uint16_t type, model::Transport transport) {
    const std::size_t place = result_.queries.size();
    NameQuery query{.server = settings().servers[server_],
                    .name = names_[name_],
                    .type = type,
                    .begun = resolver_.dialer_.now()};
    result_.queries.push_back(query);
    talk::MachineOptions options{
        .question = query.name, .question_type = type, .transaction = random_number()};
    auto driver = std::make_unique<talk::Driver>(
        resolver_.dialer_, talk::find_protocol("domain", transport)->create(options),
        talk::TalkOptions{}, [this, place, round = round_, transport](talk::TalkReport&& report) {
          answered(place, round, transport, report);
        });
    driver->start({.to = {query.server, {resolver_.options_.dns_port, transport}},
                   .connect_limit = settings().timeout,
                   .silence_limit = settings().timeout,
                   .total_limit = settings().timeout});
    drivers_.push_back(std::move(driver));
  }

  void answered(std::size_t place, unsigned round, model::Transport transport,
                const talk::TalkReport& report) {
    NameQuery& query = result_.queries[place];
    query.ended = resolver_.dialer_.now();
    query.answer = report.facts.text("dns.rcode");
    if (query.answer.empty()) query.trouble = trouble_of(report);
    const auto addresses = report.facts.all("dns.address");
    query.addresses = addresses.size();
    if (over_ || round != round_) return;
    if (report.facts.has("dns.truncated") && transport == model::Transport::udp) {
      return ask(query.type, model::Transport::tcp);
    }
    for (const std::string_view text : addresses) {
      if (const auto address = IpAddress::parse(text)) found_.push_back(*address);
    }
    if (aliases_.empty()) {
      for (const std::string_view alias : report.facts.all("dns.cname")) {
        aliases_.emplace_back(alias);
      }
    }
    note(query);
    if (--pending_ == 0) return settle_round();
    // One family is there: the other one is waited for only a moment.
    if (!found_.empty()) {
      resolver_.dialer_.after(kResolutionDelay, [this, round] {
        if (!over_ && round == round_) settle_round();
      });
    }
  }

  void note(const NameQuery& query) {
    if (query.trouble != Cause::none) {
      round_trouble_ = query.trouble;
    } else if (query.answer == "SERVFAIL") {
      round_trouble_ = Cause::dns_failed;
    } else if (query.answer != "NOERROR" && query.answer != "NXDOMAIN") {
      round_trouble_ = Cause::dns_refused;
    } else {
      // NXDOMAIN of one type is NXDOMAIN of all (RFC 8020).
      if (round_code_ != "NXDOMAIN") round_code_ = query.answer;
    }
  }

  void settle_round() {
    if (!found_.empty()) {
      result_.answered_by = settings().servers[server_];
      result_.found_as = names_[name_];
      result_.addresses = found_;
      result_.aliases = aliases_;
      put_in_turn(result_.addresses);
      return finish();
    }
    if (round_trouble_ != Cause::none) return next_server();
    answered_no_ = answered_no_ || round_code_ == "NXDOMAIN";
    exists_without_ = exists_without_ || round_code_ == "NOERROR";
    result_.answered_by = settings().servers[server_];
    next_name();
  }

  void next_server() {
    last_trouble_ = round_trouble_;
    if (++server_ < settings().servers.size()) return ask_both();
    server_ = 0;
    const bool silent = last_trouble_ == Cause::dns_silent;
    if (silent && ++attempt_ < settings().attempts) return ask_both();
    result_.cause = last_trouble_;
    finish();
  }

  void next_name() {
    server_ = 0;
    attempt_ = 0;
    if (++name_ < names_.size()) return ask_both();
    result_.cause = exists_without_ ? Cause::no_address : Cause::no_such_name;
    finish();
  }

  void ask_system() {
    const auto addresses = sys::resolve(result_.asked, std::nullopt);
    if (!addresses || addresses->empty()) return;
    result_.addresses = *addresses;
    put_in_turn(result_.addresses);
    result_.source = NameSource::system;
    result_.cause = Cause::none;
  }

  void finish() {
    if (result_.cause != Cause::none && resolver_.options_.system_fallback) ask_system();
    over_ = true;
    result_.ended = resolver_.dialer_.now();
    for (const auto& driver : drivers_) driver->abandon();
    for (const Waiter& waiter : std::exchange(waiting_, {})) {
      waiter.done(only(result_, waiter.family));
    }
  }

  Resolver& resolver_;
  std::vector<std::string> names_;
  Resolution result_;
  std::vector<Waiter> waiting_{};
  std::vector<std::unique_ptr<talk::Driver>> drivers_{};
  std::size_t name_ = 0;
  std::size_t server_ = 0;
  unsigned attempt_ = 0;
  unsigned round_ = 0;
  int pending_ = 0;
  bool over_ = false;
  std::vector<IpAddress> found_{};
  std::vector<std::string> aliases_{};
  std::string round_code_{};
  Cause round_trouble_ = Cause::none;
  Cause last_trouble_ = Cause::none;
  bool answered_no_ = false;
  bool exists_without_ = false;
};

Resolver::Resolver(sys::Dialer& dialer, Options options)
    : dialer_(dialer), options_(std::move(options)) {}
Resolver::~Resolver() = default;

std::optional<Resolution> Resolver::known_here(const std::string& name) const {
  Resolution resolution{.asked = name, .begun = dialer_.now()};
  if (const auto literal = IpAddress::parse(name)) {
    resolution.source = NameSource::literal;
    resolution.addresses = {*literal};
  } else if (auto addresses = addresses_in_hosts(options_.hosts, name); !addresses.empty()) {
    resolution.source = NameSource::hosts;
    resolution.addresses = std::move(addresses);
    put_in_turn(resolution.addresses);
  } else if (name == "localhost" || name.ends_with(".localhost")) {
    resolution.source = NameSource::special;
    resolution.addresses = {IpAddress::parse("::1").value(), IpAddress::v4(0x7f000001)};
  } else {
    return std::nullopt;
  }
  resolution.found_as = name;
  resolution.ended = dialer_.now();
  return resolution;
}

void Resolver::resolve(const std::string& name, std::optional<Family> family, Done done) {
  if (const auto known = known_here(name)) return done(only(*known, family));
  auto& search = searches_[name];
  if (search) return search->wait(family, std::move(done));
  search = std::make_unique<Search>(*this, name);
  search->wait(family, std::move(done));
  search->start();
}

}  // namespace minato::check
