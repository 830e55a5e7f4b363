// JSON to plan: one table of keys for each kind of object. Boost.JSON throws where a value is of
// the wrong kind; it is caught here.
#include "lab/hosts/plan_reader.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace minato::lab {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, Answer>, 12> kAnswers = {{
    {"open", Answer::open},
    {"closed", Answer::closed},
    {"silent", Answer::silent},
    {"tarpit", Answer::tarpit},
    {"port-unreach", Answer::port_unreach},
    {"host-unreach", Answer::host_unreach},
    {"net-unreach", Answer::net_unreach},
    {"proto-unreach", Answer::proto_unreach},
    {"host-prohibited", Answer::host_prohibited},
    {"net-prohibited", Answer::net_prohibited},
    {"admin-prohibited", Answer::admin_prohibited},
    {"time-exceeded", Answer::time_exceeded},
}};
constexpr std::array<std::pair<std::string_view, Spoil>, 8> kSpoils = {{
    {"none", Spoil::none},
    {"checksum", Spoil::checksum},
    {"acknowledgment", Spoil::acknowledgment},
    {"source", Spoil::source},
    {"port", Spoil::port},
    {"truncated", Spoil::truncated},
    {"options", Spoil::options},
    {"quote", Spoil::quote},
}};
constexpr std::array<std::pair<std::string_view, Probe>, 5> kProbes = {{
    {"syn", Probe::syn},
    {"connect", Probe::connect},
    {"ack", Probe::ack},
    {"fin", Probe::fin},
    {"udp", Probe::udp},
}};

[[noreturn]] void wrong(const std::string& what) { throw std::invalid_argument(what); }

std::string_view words(const json::value& value) { return value.as_string(); }

template <typename Value, std::size_t N>
Value named(const std::array<std::pair<std::string_view, Value>, N>& table,
            const json::value& value) {
  for (const auto& [name, meaning] : table) {
    if (name == words(value)) return meaning;
  }
  wrong("'" + std::string(words(value)) + "' is no word here");
}

double number(const json::value& value) {
  const double read = value.to_number<double>();
  if (!(read >= 0)) wrong("a number is negative");
  return read;
}

std::chrono::nanoseconds microseconds(const json::value& value) {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(number(value) * 1e3)};
}

std::vector<std::uint8_t> hex(const json::value& value) {
  const std::string_view text = words(value);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint8_t byte = 0;
    const char* const last = text.data() + std::min(i + 2, text.size());
    const auto read = std::from_chars(text.data() + i, last, byte, 16);
    if (read.ec != std::errc{} || read.ptr != text.data() + i + 2) {
      wrong("'" + std::string(text) + "' is not hexadecimal");
    }
    bytes.push_back(byte);
  }
  return bytes;
}

template <typename Target>
struct Key {
  std::string_view name;
  void (*set)(Target&, const json::value&);
};

template <typename Target, std::size_t N>
Target object(const std::array<Key<Target>, N>& keys, const json::value& value) {
  Target target;
  for (const auto& item : value.as_object()) {
    const auto* const key = std::find_if(keys.begin(), keys.end(), [&](const Key<Target>& known) {
      return known.name == std::string_view(item.key());
    });
    if (key == keys.end()) wrong("there is no key '" + std::string(item.key()) + "'");
    key->set(target, item.value());
  }
  return target;
}

void set_ports(Rule& rule, const json::value& value) {
  auto ports = read_ports(words(value));
  if (!ports) wrong(ports.error());
  rule.ports = *ports;
}

void set_knock(Rule& rule, const json::value& value) {
  for (const json::value& port : value.as_array()) {
    rule.knock.push_back(port.to_number<std::uint16_t>());
  }
}

void set_transport(Rule& rule, const json::value& value) {
  const auto transport = model::parse_transport(words(value));
  if (!transport) wrong("'" + std::string(words(value)) + "' is no transport");
  rule.transport = *transport;
}

using V = const json::value&;

constexpr std::array<Key<Rule>, 15> kRuleKeys = {{
    {"transport", set_transport},
    {"ports", set_ports},
    {"share", [](Rule& r, V v) { r.share = number(v); }},
    {"answer", [](Rule& r, V v) { r.answer = named(kAnswers, v); }},
    {"spoil", [](Rule& r, V v) { r.spoil = named(kSpoils, v); }},
    {"deaf", [](Rule& r, V v) { r.deaf = v.to_number<unsigned>(); }},
    {"repeat", [](Rule& r, V v) { r.repeat = v.to_number<unsigned>(); }},
    {"rate", [](Rule& r, V v) { r.rate = number(v); }},
    {"burst", [](Rule& r, V v) { r.burst = number(v); }},
    {"knock", set_knock},
    {"unknocked", [](Rule& r, V v) { r.unknocked = named(kAnswers, v); }},
    {"request", [](Rule& r, V v) { r.request = hex(v); }},
    {"reply", [](Rule& r, V v) { r.reply = hex(v); }},
    {"copied", [](Rule& r, V v) { r.copied = v.to_number<std::size_t>(); }},
    {"banner", [](Rule& r, V v) { r.banner = words(v); }},
}};

void set_prefixes(Group& group, const json::value& value) {
  for (const json::value& text : value.as_array()) {
    const auto prefix = model::Prefix::parse(words(text));
    if (!prefix) wrong("'" + std::string(words(text)) + "' is no address block");
    group.at.push_back(*prefix);
  }
}

void set_rules(Group& group, const json::value& value) {
  for (const json::value& rule : value.as_array()) group.rules.push_back(object(kRuleKeys, rule));
}

constexpr std::array<Key<Group>, 13> kGroupKeys = {{
    {"at", set_prefixes},
    {"alive", [](Group& g, V v) { g.alive = number(v); }},
    {"on_link", [](Group& g, V v) { g.on_link = v.as_bool(); }},
    {"echo", [](Group& g, V v) { g.echo = v.as_bool(); }},
    {"dead", [](Group& g, V v) { g.dead = named(kAnswers, v); }},
    {"errors_from_router", [](Group& g, V v) { g.errors_from_router = v.as_bool(); }},
    {"ttl", [](Group& g, V v) { g.ttl = v.to_number<std::uint8_t>(); }},
    {"delay_us", [](Group& g, V v) { g.delay = microseconds(v); }},
    {"jitter_us", [](Group& g, V v) { g.jitter = microseconds(v); }},
    {"icmp_rate", [](Group& g, V v) { g.icmp_rate = number(v); }},
    {"icmp_burst", [](Group& g, V v) { g.icmp_burst = number(v); }},
    {"quote_bytes", [](Group& g, V v) { g.quote_bytes = v.to_number<std::size_t>(); }},
    {"rules", set_rules},
}};

void set_routers(Plan& plan, const json::value& value) {
  for (const json::value& text : value.as_array()) {
    const auto address = model::IpAddress::parse(words(text));
    if (!address) wrong("'" + std::string(words(text)) + "' is no address");
    plan.routers.push_back(*address);
  }
}

void set_groups(Plan& plan, const json::value& value) {
  for (const json::value& group : value.as_array()) {
    plan.groups.push_back(object(kGroupKeys, group));
  }
}

constexpr std::array<Key<Plan>, 3> kPlanKeys = {{
    {"seed", [](Plan& p, V v) { p.seed = v.to_number<std::uint64_t>(); }},
    {"routers", set_routers},
    {"groups", set_groups},
}};

}  // namespace

tl::expected<std::bitset<65536>, std::string> read_ports(std::string_view text) {
  std::bitset<65536> ports;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    const std::size_t dash = item.find('-');
    const auto first = model::parse_port_number(item.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : model::parse_port_number(item.substr(dash + 1));
    if (!first || !last || *first > *last) {
      return tl::unexpected("'" + std::string(item) + "' is no range of ports");
    }
    for (unsigned port = *first; port <= *last; ++port) ports.set(port);
    text.remove_prefix(std::min(text.size(), item.size() + 1));
  }
  return ports;
}

std::optional<Probe> parse_probe(std::string_view text) {
  for (const auto& [name, probe] : kProbes) {
    if (name == text) return probe;
  }
  return std::nullopt;
}

tl::expected<Plan, std::string> read_plan(std::string_view text) {
  try {
    return object(kPlanKeys, json::parse(text));
  } catch (const std::exception& error) {
    return tl::unexpected(std::string("plan of hosts: ") + error.what());
  }
}

}  // namespace minato::lab
