// Rulesets and sockets as text: what sys::read_packet_filter() gave, as JSON, to read back in
// tests.
#pragma once

#include <boost/json.hpp>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/strings.h"
#include "model/socket.h"
#include "sys/nftables.h"

namespace minato::host {

namespace json = boost::json;

inline std::string hex_of(const std::vector<std::uint8_t>& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

inline std::vector<std::uint8_t> bytes_of_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, bytes[i], 16);
  }
  return bytes;
}

inline json::value json_of(const sys::PacketFilterDump& dump) {
  json::array documents;
  for (const std::string& text : dump.documents) documents.push_back(json::parse(text));
  json::array rules;
  for (const auto& rule : dump.extensions) {
    json::array extensions;
    for (const auto& one : rule.extensions) {
      extensions.push_back({{"target", one.target},
                            {"name", one.name},
                            {"revision", one.revision},
                            {"info", hex_of(one.info)}});
    }
    rules.push_back({{"family", rule.family},
                     {"table", rule.table},
                     {"chain", rule.chain},
                     {"handle", rule.handle},
                     {"extensions", extensions}});
  }
  json::array devices;
  for (const auto& chain : dump.devices) {
    devices.push_back({{"family", chain.family},
                       {"table", chain.table},
                       {"chain", chain.chain},
                       {"devices", json::value_from(chain.devices)}});
  }
  return {{"documents", documents},
          {"extensions", rules},
          {"devices", devices},
          {"legacy", json::value_from(dump.legacy_tables)}};
}

inline std::string string_in(const json::value& value, std::string_view key) {
  return std::string(value.at(key).as_string().c_str());
}

inline sys::PacketFilterDump dump_of(const json::value& file) {
  sys::PacketFilterDump dump;
  for (const json::value& document : file.at("documents").as_array()) {
    dump.documents.push_back(json::serialize(document));
  }
  for (const json::value& rule : file.at("extensions").as_array()) {
    sys::NftRuleExtensions read{.family = string_in(rule, "family"),
                                .table = string_in(rule, "table"),
                                .chain = string_in(rule, "chain"),
                                .handle = rule.at("handle").to_number<std::uint64_t>()};
    for (const json::value& one : rule.at("extensions").as_array()) {
      read.extensions.push_back({.target = one.at("target").as_bool(),
                                 .name = string_in(one, "name"),
                                 .revision = one.at("revision").to_number<std::uint32_t>(),
                                 .info = bytes_of_hex(string_in(one, "info"))});
    }
    dump.extensions.push_back(std::move(read));
  }
  for (const json::value& chain : file.at("devices").as_array()) {
    sys::NftChainDevices read{string_in(chain, "family"), string_in(chain, "table"),
                              string_in(chain, "chain")};
    for (const json::value& device : chain.at("devices").as_array()) {
      read.devices.emplace_back(device.as_string().c_str());
    }
    dump.devices.push_back(std::move(read));
  }
  for (const json::value& table : file.at("legacy").as_array()) {
    dump.legacy_tables.emplace_back(table.as_string().c_str());
  }
  return dump;
}

/// TRANSPORT/ADDRESS/PORT[/dual][/DEVICE] as a socket that listens.
inline model::Socket socket_of(std::string_view spec) {
  const auto parts = base::split(spec, '/');
  model::Socket socket;
  const bool tcp = parts.at(0) == "tcp";
  socket.state = tcp ? model::SocketState::listen : model::SocketState::bound;
  socket.local.address = model::IpAddress::parse(parts.at(1)).value();
  socket.local.port = {base::parse_number<std::uint16_t>(parts.at(2)).value(),
                       tcp ? model::Transport::tcp : model::Transport::udp};
  for (std::size_t i = 3; i < parts.size(); ++i) {
    if (parts[i] == "dual") {
      socket.dual_stack = true;
    } else {
      socket.interface = parts[i];
    }
  }
  return socket;
}

inline json::value read_json_file(const std::string& path) {
  const std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

}  // namespace minato::host
