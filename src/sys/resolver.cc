// getaddrinfo and getnameinfo.
#include "sys/resolver.h"

#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>

#include "base/text_width.h"

namespace minato::sys {
namespace {

using model::IpAddress;

std::optional<IpAddress> address_of(const sockaddr* socket_address) {
  if (socket_address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, socket_address, sizeof in);
    return IpAddress::v4(ntohl(in.sin_addr.s_addr));
  }
  if (socket_address->sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, socket_address, sizeof in);
    return IpAddress::v6(std::span<const std::uint8_t, 16>(in.sin6_addr.s6_addr, 16),
                         in.sin6_scope_id);
  }
  return std::nullopt;
}

base::Error resolve_error(const std::string& name, int code, int errno_value) {
  const std::string shown = base::escape_control(name);
  if (code == EAI_SYSTEM) return base::system_error("getaddrinfo " + shown, errno_value);
  base::Error error{.code = base::ErrorCode::not_found,
                    .origin = base::Origin::network,
                    .key = "error.resolve.no-address",
                    .args = {shown}};
  if (code == EAI_AGAIN) {
    error.code = base::ErrorCode::unavailable;
    error.key = "error.resolve.no-answer";
    error.retryable = true;
  } else if (code == EAI_MEMORY) {
    error.code = base::ErrorCode::exhausted;
    error.origin = base::Origin::local;
  }
  return error;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

base::Result<std::vector<IpAddress>> resolve(const std::string& name,
                                             std::optional<model::Family> family) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = !family ? AF_UNSPEC : *family == model::Family::ipv4 ? AF_INET : AF_INET6;
  if (!is_ascii(name)) hints.ai_flags = AI_IDN;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  const int errno_value = errno;
  if (code != 0) return base::fail(resolve_error(name, code, errno_value));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  std::vector<IpAddress> addresses;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const auto address = address_of(at->ai_addr);
    if (address && std::ranges::find(addresses, *address) == addresses.end()) {
      addresses.push_back(*address);
    }
  }
  if (addresses.empty()) return base::fail(resolve_error(name, EAI_NONAME, 0));
  return addresses;
}

std::string reverse_name(const IpAddress& address) {
  sockaddr_storage storage{};
  socklen_t length = 0;
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(address.v4_number());
    length = sizeof in;
    std::memcpy(&storage, &in, sizeof in);
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_scope_id = address.scope();
    std::memcpy(in.sin6_addr.s6_addr, address.bytes().data(), 16);
    length = sizeof in;
    std::memcpy(&storage, &in, sizeof in);
  }
  std::array<char, NI_MAXHOST> name{};
  const int code = ::getnameinfo(reinterpret_cast<const sockaddr*>(&storage), length, name.data(),
                                 name.size(), nullptr, 0, NI_NAMEREQD);
  return code == 0 ? std::string(name.data()) : std::string();
}

std::optional<std::uint32_t> interface_index(const std::string& name) {
  const unsigned index = ::if_nametoindex(name.c_str());
  return index == 0 ? std::nullopt : std::optional<std::uint32_t>(index);
}

base::Result<std::vector<IpAddress>> SystemHostNames::addresses_of(std::string_view name) const {
  auto addresses = resolve(std::string(name), std::nullopt);
  if (!addresses) return addresses;
  const auto wanted = std::ranges::find(*addresses, wanted_, &IpAddress::family);
  if (wanted != addresses->end()) std::iter_swap(addresses->begin(), wanted);
  addresses->resize(1);
  return addresses;
}

std::optional<std::uint32_t> SystemHostNames::scope_of(std::string_view interface) const {
  return interface_index(std::string(interface));
}

}  // namespace minato::sys
