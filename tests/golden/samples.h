// A machine with something of everything, for tests of pictures.
#pragma once

#include <vector>

#include "render/bit_rows.h"
#include "render/pictures/connection.h"
#include "render/pictures/demultiplex.h"
#include "render/pictures/port_line.h"
#include "render/pictures/quay.h"

namespace minato::golden {

using model::Exposure;
using model::Severity;
using model::Transport;

/// The first `count` doors of a shop's server; more than eight are workers.
inline render::Quay sample_quay(std::size_t count) {
  std::vector<render::QuayDoor> doors = {
      {{443, Transport::tcp},
       "https",
       Exposure::public_,
       Severity::low,
       "nginx",
       812,
       "www-data",
       3},
      {{22, Transport::tcp}, "ssh", Exposure::public_, Severity::high, "sshd", 640, "root"},
      {{5432, Transport::tcp},
       "postgresql",
       Exposure::private_,
       Severity::medium,
       "postgres",
       901,
       "postgres"},
      {{5353, Transport::udp}, "mdns", Exposure::link, Severity::low, "avahi-daemon", 455, "avahi"},
      {{6379, Transport::tcp},
       "redis",
       Exposure::loopback,
       Severity::none,
       "redis-server",
       933,
       "redis"},
      {{8080, Transport::tcp}, "http-alt", Exposure::none, Severity::none, "java", 4242, "tomcat"},
      {{3000, Transport::tcp}, "", Exposure::unknown, Severity::medium},
      {{631, Transport::tcp}, "ipp", Exposure::loopback, Severity::none, "cupsd", 1204, "root"},
  };
  if (count < doors.size()) doors.resize(count);
  while (doors.size() < count) {
    const auto number = static_cast<std::uint16_t>(20000 + doors.size() * 7);
    doors.push_back({{number, Transport::tcp},
                     "",
                     doors.size() % 2 == 0 ? Exposure::private_ : Exposure::loopback,
                     Severity::low,
                     "worker-with-a-long-name",
                     static_cast<std::int32_t>(number),
                     "app"});
  }
  return {.host = "shop.example",
          .addresses = {"192.0.2.10", "2001:db8::10"},
          .doors = std::move(doors)};
}

/// `count` listening ports: well-known ones first, then every 321st.
inline render::PortLine sample_line(std::size_t count) {
  render::PortLine line{.listening = {{22, "ssh", Severity::high},
                                      {53, "domain", Severity::low},
                                      {80, "http", Severity::medium},
                                      {443, "https", Severity::low},
                                      {631, "ipp", Severity::none},
                                      {25, "smtp", Severity::medium},
                                      {445, "microsoft-ds", Severity::high},
                                      {5432, "postgresql", Severity::medium},
                                      {6379, "redis", Severity::none},
                                      {3000, "", Severity::medium},
                                      {5353, "mdns", Severity::low},
                                      {27017, "mongodb", Severity::high},
                                      {51413, "", Severity::none},
                                      {65000, "", Severity::none}},
                        .ephemeral = model::PortInterval{32768, 60999},
                        .unprivileged_start = 1024};
  if (count < line.listening.size()) line.listening.resize(count);
  while (line.listening.size() < count) {
    line.listening.push_back(
        {static_cast<std::uint16_t>(line.listening.size() * 321), "x", Severity::none});
  }
  return line;
}

/// Five ports of the shop's server; nobody holds the last one.
inline render::Demultiplex sample_demultiplex() {
  return {.host = "shop.example",
          .address = "192.0.2.10",
          .ports = {{{22, Transport::tcp}, "ssh", "sshd"},
                    {{53, Transport::udp}, "domain", "dnsmasq"},
                    {{80, Transport::tcp}, "http", "nginx"},
                    {{443, Transport::tcp}, "https", "nginx"},
                    {{8080, Transport::tcp}, "http-alt", ""}}};
}

/// A TCP header that opens a connection.
inline std::vector<render::BitField> sample_header() {
  using render::Ground;
  using render::Role;
  std::vector<render::BitField> fields = {
      {16, "Source Port", "", "51514", Role::accent, Ground::tint},
      {16, "Destination Port", "", "443", Role::ok, Ground::tint},
      {32, "Sequence Number", "", "1234567"},
      {32, "Acknowledgment Number", "", "0"},
      {4, "Offset", "O", "10"},
      {4, "Rsrvd", "R", "0"}};
  for (const char* flag : {"C", "E", "U", "A", "P", "R", "S", "F"}) {
    const bool set = std::string_view(flag) == "S";
    fields.push_back({1, "", flag, set ? "1" : "0", set ? Role::warn : Role::plain});
  }
  fields.push_back({16, "Window", "", "64240"});
  fields.push_back({16, "Checksum", "", "0x1c46"});
  fields.push_back({16, "Urgent Pointer", "", "0"});
  fields.push_back({128, "Options", "", "mss 1460, sack, timestamps"});
  return fields;
}

/// A browser of this machine that asks a web server elsewhere.
inline render::Connection sample_connection() {
  return {.client = {.endpoint = model::parse_endpoint("192.0.2.10:51514/tcp").value(),
                     .process = "firefox",
                     .pid = 4242,
                     .user = "mika",
                     .here = true},
          .server = {.endpoint = model::parse_endpoint("198.51.100.7:443/tcp").value()},
          .service = "https"};
}

/// Somebody with a long address who asks a database of this machine.
inline render::Connection sample_visit() {
  const auto at = [](const char* text) { return model::parse_endpoint(text).value(); };
  return {.client = {.endpoint = at("[2001:db8:1234:5678:9abc:def0:1234:5678]:51514/tcp")},
          .server = {.endpoint = at("[2001:db8:1234:5678:9abc:def0:1234:9999]:5432/tcp"),
                     .process = "postgres",
                     .pid = 901,
                     .user = "postgres",
                     .here = true},
          .service = "postgresql"};
}

}  // namespace minato::golden
