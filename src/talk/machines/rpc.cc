// ONC RPC (RFC 5531): the list of the port mapper (RFC 1833), and whether an NFS server answers.
#include <fmt/format.h>

#include <vector>

#include "talk/exchange.h"
#include "talk/protocol.h"
#include "talk/requests.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr std::uint32_t kPortMapper = 100000, kNfs = 100003, kDump = 4, kNull = 0;
constexpr std::uint32_t kLastFragment = 0x80000000;
constexpr std::size_t kMostPrograms = 128;

MessageLength measure_record(std::string_view received) {
  if (received.size() < 4) return 0;
  ByteReader in(base::as_bytes(received));
  const std::uint32_t mark = in.u32();
  constexpr std::uint32_t kMostBytes = 32768, kLeastBytes = 12;
  const std::uint32_t length = mark & ~kLastFragment;
  if ((mark & kLastFragment) == 0 || length > kMostBytes || length < kLeastBytes) {
    return std::nullopt;
  }
  return 4 + std::size_t{length};
}

/// Stands behind the head of a reply that was accepted; `accepted` is its state.
bool open_reply(ByteReader& in, std::uint32_t& accepted) {
  in.skip(4);
  if (in.u32() != 1) return false;
  if (in.u32() != 0) {  // denied: still an RPC server
    accepted = 100;
    return !in.failed();
  }
  in.skip(4);
  in.skip(in.u32());
  accepted = in.u32();
  return !in.failed();
}

Turn read_programs(base::Bytes bytes, Facts& facts) {
  ByteReader in(bytes);
  std::uint32_t accepted = 0;
  if (!open_reply(in, accepted)) return Turn::not_ours();
  std::vector<std::string> programs;
  while (accepted == 0 && in.u32() == 1 && programs.size() < kMostPrograms) {
    const std::uint32_t program = in.u32(), version = in.u32();
    in.skip(8);
    const std::string text = fmt::format("{}/{}", program, version);
    if (!in.failed() && (programs.empty() || programs.back() != text)) programs.push_back(text);
  }
  facts.add("rpc.programs",
            programs.empty() ? std::string("none") : fmt::format("{}", fmt::join(programs, " ")));
  return Turn::finished();
}

Turn read_null(base::Bytes bytes, Facts& facts) {
  ByteReader in(bytes);
  std::uint32_t accepted = 0;
  constexpr std::uint32_t kSuccess = 0, kOtherVersion = 2;
  if (!open_reply(in, accepted)) return Turn::not_ours();
  if (accepted != kSuccess && accepted != kOtherVersion) return Turn::not_ours();
  facts.add_number("rpc.program", kNfs);
  return Turn::finished();
}

constexpr Exchange kMapperTcpTalk{
    .first =
        [](const MachineOptions& options) {
          return rpc_record(rpc_call(options.transaction, kPortMapper, 2, kDump));
        },
    .measure = measure_record,
    .read = [](std::string_view message, unsigned,
               Facts& facts) { return read_programs(base::as_bytes(message.substr(4)), facts); },
    .rule = "rpc-reply"};
constexpr Exchange kMapperUdpTalk{
    .first =
        [](const MachineOptions& options) {
          return rpc_call(options.transaction, kPortMapper, 2, kDump);
        },
    .measure = measure_datagram,
    .read = [](std::string_view message, unsigned,
               Facts& facts) { return read_programs(base::as_bytes(message), facts); },
    .rule = "rpc-reply"};
constexpr Exchange kNfsTalk{
    .first =
        [](const MachineOptions& options) {
          return rpc_record(rpc_call(options.transaction, kNfs, 3, kNull));
        },
    .measure = measure_record,
    .read = [](std::string_view message, unsigned,
               Facts& facts) { return read_null(base::as_bytes(message.substr(4)), facts); },
    .rule = "rpc-reply"};

}  // namespace

extern const Protocol kRpcTcp, kRpcUdp, kNfsTcp;
const Protocol kRpcTcp{.name = "sunrpc", .ports = {111}, .create = make_exchange<kMapperTcpTalk>};
const Protocol kRpcUdp{.name = "sunrpc",
                       .transport = model::Transport::udp,
                       .ports = {111},
                       .create = make_exchange<kMapperUdpTalk>};
const Protocol kNfsTcp{.name = "nfs", .ports = {2049}, .create = make_exchange<kNfsTalk>};

}  // namespace minato::talk
