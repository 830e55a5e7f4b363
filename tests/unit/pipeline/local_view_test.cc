// What a program on a port is: the program knows better than the number.
#include "pipeline/local_view.h"

#include <gtest/gtest.h>

#include "pipeline/berths.h"

namespace minato::pipeline {
namespace {

using model::Exposure;
using model::SocketState;
using model::Transport;

std::string_view guess(std::uint16_t number, std::string_view program) {
  return guess_service({number, Transport::tcp}, program).name;
}

TEST(GuessService, believes_the_number_when_the_program_is_not_known) {
  EXPECT_EQ(guess(443, ""), "https");
  EXPECT_EQ(guess(443, "my-own-server"), "https");
}

TEST(GuessService, believes_the_program_on_an_unusual_port) {
  const ServiceGuess found = guess_service({2200, Transport::tcp}, "sshd");
  EXPECT_EQ(found.name, "ssh");
  EXPECT_TRUE(found.by_program);
  EXPECT_EQ(guess(443, "sshd"), "ssh");
  EXPECT_FALSE(guess_service({22, Transport::tcp}, "sshd").by_program);
}

TEST(GuessService, takes_no_interpreter_for_a_service) {
  EXPECT_EQ(guess(22, "python3"), "ssh");
  EXPECT_FALSE(guess_service({2222, Transport::tcp}, "python3.11").by_program);
  EXPECT_FALSE(guess_service({2222, Transport::tcp}, "java").by_program);
}

TEST(GuessService, tells_services_of_one_port_apart_by_the_program) {
  EXPECT_EQ(guess(9100, "node_exporter"), "node-exporter");
}

TEST(Survey, joins_what_is_one_service_and_orders_by_danger) {
  model::Process sshd{.pid = 7, .name = "sshd"};
  model::Process redis{.pid = 8, .name = "redis-server"};
  const auto socket = [](std::uint16_t number, const char* address) {
    return model::Socket{
        .local = {model::IpAddress::parse(address).value(), {number, Transport::tcp}},
        .state = SocketState::listen};
  };
  const std::vector<model::Socket> sockets = {socket(22, "0.0.0.0"), socket(22, "::"),
                                              socket(6379, "10.0.0.1"), socket(631, "127.0.0.1")};
  const std::vector<LocalSocket> rows = {
      {.socket = &sockets[0],
       .processes = {&sshd},
       .exposure = {Exposure::private_, "", {}},
       .danger = {model::Severity::medium, "", ""}},
      {.socket = &sockets[1],
       .processes = {&sshd},
       .exposure = {Exposure::public_, "", {}},
       .danger = {model::Severity::high, "", ""}},
      {.socket = &sockets[2],
       .processes = {&redis},
       .exposure = {Exposure::private_, "", {}},
       .danger = {model::Severity::high, "", ""}},
      {.socket = &sockets[3], .exposure = {Exposure::loopback, "", {}}},
  };
  const Harbour harbour = survey(rows);
  ASSERT_EQ(harbour.berths.size(), 3U);
  EXPECT_EQ(harbour.berths[0].port.number, 22) << "high and public";
  EXPECT_EQ(harbour.berths[0].sockets.size(), 2U);
  EXPECT_EQ(harbour.berths[0].widest().exposure.exposure, Exposure::public_);
  EXPECT_EQ(harbour.berths[1].port.number, 6379) << "high, but nearby only";
  EXPECT_EQ(harbour.berths[2].port.number, 631);
  EXPECT_EQ(harbour.reachable, 2U);
}

TEST(Survey, counts_temporary_ports_instead_of_listing_them) {
  const model::Socket socket{.local = {{}, {40000, Transport::udp}}, .state = SocketState::bound};
  const std::vector<LocalSocket> rows = {{.socket = &socket, .temporary = true}};
  const Harbour harbour = survey(rows);
  EXPECT_TRUE(harbour.berths.empty());
  EXPECT_EQ(harbour.temporary, 1U);
}

}  // namespace
}  // namespace minato::pipeline
