// Machines for tests of exposure: interfaces, addresses and routes without a kernel.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/exposure.h"

namespace minato::host {

inline model::IpAddress test_address(std::string_view text) {
  return model::IpAddress::parse(text).value_or(model::IpAddress{});
}

/// prefixes: addresses with their prefix lengths.
inline sys::Interface test_interface(std::uint32_t index, std::string name,
                                     const std::vector<std::string_view>& prefixes) {
  sys::Interface made{.index = index, .name = std::move(name), .up = true};
  for (const std::string_view text : prefixes) {
    const std::size_t slash = text.find('/');
    made.addresses.push_back(
        {.address = test_address(text.substr(0, slash)),
         .prefix_length = static_cast<unsigned>(std::stoul(std::string(text.substr(slash + 1))))});
  }
  made.loopback = made.name == "lo";
  return made;
}

inline model::Prefix test_prefix(std::string_view text) {
  return model::Prefix::parse(text).value_or(model::Prefix{});
}

/// The host of tests/lab/exposure/reach.py.
inline ExposureInputs lab_host() {
  ExposureInputs inputs;
  inputs.interfaces = {
      test_interface(1, "lo", {"127.0.0.1/8", "::1/128"}),
      test_interface(2, "eth0", {"203.0.113.5/24", "2001:db8:1::5/64", "fe80::10:5%2/64"}),
      test_interface(3, "eth1", {"10.88.0.5/24", "2001:db8:88::5/64", "fe80::10:6%3/64"})};
  inputs.routes[1] = {};
  inputs.routes[2] = {test_prefix("0.0.0.0/0"), test_prefix("::/0"), test_prefix("203.0.113.0/24"),
                      test_prefix("2001:db8:1::/64"), test_prefix("fe80::/64")};
  inputs.routes[3] = {test_prefix("10.88.0.0/24"), test_prefix("2001:db8:88::/64"),
                      test_prefix("fe80::/64")};
  for (const std::uint32_t index : {1U, 2U, 3U}) {
    inputs.groups[index] = {test_address("224.0.0.1"), test_address("ff02::1")};
  }
  return inputs;
}

}  // namespace minato::host
