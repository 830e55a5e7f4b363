// Who can reach a socket, from addresses and interfaces alone.
#include "host/exposure.h"

#include <gtest/gtest.h>

#include <string_view>

#include "unit/host/exposure_machines.h"

namespace minato::host {
namespace {

using model::Exposure;
using model::Socket;

/// lo, eth0 with public addresses, eth1 with a private one, eth2 with a link-local one.
ExposureInputs machine() {
  ExposureInputs inputs;
  inputs.interfaces = {
      test_interface(1, "lo", {"127.0.0.1/8", "::1/128"}),
      test_interface(2, "eth0", {"203.0.113.5/24", "2001:db8::5/64", "fe80::5%2/64"}),
      test_interface(3, "eth1", {"10.0.0.5/24"}), test_interface(4, "eth2", {"169.254.7.7/16"})};
  return inputs;
}

Socket listener(std::string_view bound, std::uint16_t port = 80) {
  Socket socket;
  socket.local = {test_address(bound), {port, model::Transport::tcp}};
  socket.state = model::SocketState::listen;
  return socket;
}

Exposure judged(ExposureInputs inputs, const Socket& socket) {
  return ExposureJudge::create(std::move(inputs)).judge(socket).exposure;
}

TEST(Exposure, without_rules_the_bound_address_decides) {
  EXPECT_EQ(judged(machine(), listener("0.0.0.0")), Exposure::public_);
  EXPECT_EQ(judged(machine(), listener("::")), Exposure::public_);
  EXPECT_EQ(judged(machine(), listener("203.0.113.5")), Exposure::public_);
  EXPECT_EQ(judged(machine(), listener("10.0.0.5")), Exposure::private_);
  EXPECT_EQ(judged(machine(), listener("169.254.7.7")), Exposure::link);
  EXPECT_EQ(judged(machine(), listener("fe80::5%2")), Exposure::link);
  EXPECT_EQ(judged(machine(), listener("127.0.0.1")), Exposure::loopback);
  EXPECT_EQ(judged(machine(), listener("127.0.0.53")), Exposure::loopback);
  EXPECT_EQ(judged(machine(), listener("::1")), Exposure::loopback);
}

TEST(Exposure, a_mapped_address_is_the_ipv4_address_in_it) {
  EXPECT_EQ(judged(machine(), listener("::ffff:10.0.0.5")), Exposure::private_);
}

TEST(Exposure, an_address_that_no_interface_has_is_reached_by_nobody) {
  EXPECT_EQ(judged(machine(), listener("198.51.100.1")), Exposure::none);
}

TEST(Exposure, a_dual_stack_socket_is_as_exposed_as_its_wider_family) {
  ExposureInputs inputs = machine();
  inputs.interfaces[1].addresses.erase(inputs.interfaces[1].addresses.begin() + 1);
  Socket socket = listener("::");
  EXPECT_EQ(judged(inputs, socket), Exposure::link) << "IPv6 has only link-local addresses left";
  socket.dual_stack = true;
  EXPECT_EQ(judged(inputs, socket), Exposure::public_);
}

TEST(Exposure, an_interface_that_is_down_lets_nothing_in) {
  ExposureInputs inputs = machine();
  inputs.interfaces[1].up = false;
  EXPECT_EQ(judged(inputs, listener("0.0.0.0")), Exposure::private_);
  EXPECT_EQ(judged(inputs, listener("203.0.113.5")), Exposure::none);
}

TEST(Exposure, a_machine_alone_is_its_own_loopback) {
  ExposureInputs inputs = machine();
  inputs.interfaces.resize(1);
  EXPECT_EQ(judged(inputs, listener("0.0.0.0")), Exposure::loopback);
}

TEST(Exposure, a_bound_device_admits_only_what_comes_over_it) {
  Socket socket = listener("0.0.0.0");
  socket.interface = "eth9";
  EXPECT_EQ(judged(machine(), socket), Exposure::none);
  socket.interface = "lo";
  EXPECT_EQ(judged(machine(), socket), Exposure::loopback);
}

TEST(Exposure, loopback_addresses_are_reached_over_interfaces_with_route_localnet) {
  ExposureInputs inputs = machine();
  inputs.route_localnet = {3};
  EXPECT_EQ(judged(inputs, listener("127.0.0.1")), Exposure::link);
}

TEST(Exposure, a_socket_that_does_not_listen_is_not_exposed) {
  Socket socket = listener("0.0.0.0");
  socket.state = model::SocketState::established;
  EXPECT_EQ(judged(machine(), socket), Exposure::none);
}

TEST(Exposure, unreadable_rules_are_unknown_but_not_for_loopback) {
  ExposureInputs inputs = machine();
  inputs.rules = base::fail(base::system_error("netlink nf_tables", 1));
  const ExposureJudge judge = ExposureJudge::create(std::move(inputs));
  EXPECT_EQ(judge.judge(listener("0.0.0.0")).exposure, Exposure::unknown);
  EXPECT_EQ(judge.judge(listener("0.0.0.0")).reason_key, "exposure.reason.unreadable");
  EXPECT_EQ(judge.judge(listener("127.0.0.1")).exposure, Exposure::loopback);
}

TEST(Exposure, rules_of_iptables_legacy_are_unknown) {
  ExposureInputs inputs = machine();
  inputs.legacy_tables = {"filter"};
  EXPECT_EQ(judged(inputs, listener("0.0.0.0")), Exposure::unknown);
}

}  // namespace
}  // namespace minato::host
