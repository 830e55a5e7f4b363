// Listing the ruleset: libnftables prints it, netlink tells the generation, dormant tables,
// devices and iptables' own matches. Asked again when the ruleset changed meanwhile.
#include "sys/nftables.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <mutex>
#include <utility>

#include "base/strings.h"
#include "sys/file.h"
#include "sys/libnftables.h"
#include "sys/netlink_socket.h"

namespace minato::sys {

using base::fail;
using base::Malformed;
using base::Result;

namespace {

constexpr int kAttempts = 5;

base::Error nftables_error(std::string_view said) {
  return {.code = base::ErrorCode::io,
          .origin = base::Origin::local,
          .key = "error.nftables",
          .args = {std::string(base::trim(said.substr(0, said.find('\n'))))}};
}

NetlinkRequest request_of(std::uint16_t message, std::uint16_t flags) {
  NetlinkRequest request{.type = static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | message),
                         .flags = flags,
                         .what = "netlink nf_tables"};
  append_native(request.body,
                nfgenmsg{.nfgen_family = NFPROTO_UNSPEC, .version = NFNETLINK_V0, .res_id = 0});
  return request;
}

/// The ruleset's number, which grows with each change; nothing on a kernel without nf_tables.
Result<std::optional<std::uint32_t>> generation(NetlinkSocket& socket) {
  std::optional<std::uint32_t> number;
  const auto told = socket.ask(request_of(NFT_MSG_GETGEN, 0), [&](const NetlinkMessage& message) {
    if (message.payload.size() < sizeof(nfgenmsg)) return;
    static_cast<void>(for_each_attribute(message.payload.subspan(sizeof(nfgenmsg)),
                                         [&](const NetlinkAttribute& attribute) {
                                           if (attribute.type == NFTA_GEN_ID)
                                             number = base::ByteReader(attribute.value).u32();
                                         }));
  });
  if (!told && (told.error().errno_value == EINVAL || told.error().errno_value == ENOENT)) {
    return std::nullopt;  // nfnetlink knows no such subsystem
  }
  if (!told) return fail(told.error());
  return number.value_or(0);
}

template <typename Value, typename Parse>
Result<std::vector<Value>> dump(NetlinkSocket& socket, std::uint16_t message, Parse parse) {
  std::vector<Value> values;
  std::optional<Malformed> malformed;
  const auto told = socket.ask(request_of(message, NLM_F_DUMP), [&](const NetlinkMessage& answer) {
    auto value = parse(answer.payload);
    if (value) {
      values.insert(values.end(), std::make_move_iterator(value->begin()),
                    std::make_move_iterator(value->end()));
    } else {
      malformed = value.error();
    }
  });
  if (!told) return fail(told.error());
  if (malformed) {
    return fail(base::Error{.code = base::ErrorCode::malformed,
                            .origin = base::Origin::local,
                            .key = "error.netlink-malformed",
                            .args = {"netlink nf_tables", std::string(malformed->rule)}});
  }
  return values;
}

/// A parser of at most one value as a parser of a list.
template <typename Value>
auto listed(tl::expected<std::optional<Value>, Malformed> (*parse)(base::Bytes)) {
  return [parse](base::Bytes payload) {
    return parse(payload).map([](std::optional<Value> value) {
      return value ? std::vector<Value>{std::move(*value)} : std::vector<Value>{};
    });
  };
}

Result<std::vector<NftTable>> list_tables(NetlinkSocket& socket) {
  return dump<NftTable>(socket, NFT_MSG_GETTABLE, [](base::Bytes payload) {
    return parse_nft_table(payload).map(
        [](NftTable table) { return std::vector<NftTable>{std::move(table)}; });
  });
}

/// One run of libnftables. Its parser and symbol tables are global: one at a time.
class NftCommand {
 public:
  explicit NftCommand(const LibNftables& nft)
      : lock_(one_at_a_time()), nft_(nft), context_(nft.create(NFT_CTX_DEFAULT), nft.free) {}

  Result<std::string> json(const std::string& command) {
    if (!context_) return fail(base::system_error("nft_ctx_new", ENOMEM));
    nft_ctx* const context = context_.get();
    nft_.set_flags(context, NFT_CTX_OUTPUT_JSON);
    if (nft_.buffer_output(context) != 0 || nft_.buffer_error(context) != 0) {
      return fail(base::system_error("nft_ctx_buffer_output", ENOMEM));
    }
    if (nft_.run(context, command.c_str()) != 0) return fail(nftables_error(nft_.error(context)));
    return std::string(nft_.output(context));
  }

 private:
  static std::unique_lock<std::mutex> one_at_a_time() {
    static std::mutex mutex;
    return std::unique_lock(mutex);
  }

  std::unique_lock<std::mutex> lock_;
  const LibNftables& nft_;
  std::unique_ptr<nft_ctx, decltype(LibNftables::free)> context_;
};

/// nft's grammar has no quotes for names; other programs may have made a table that has no name
/// in it.
bool is_identifier(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/';
  };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !name.empty() && letter(name[0]) && std::ranges::all_of(name, plain);
}

/// Lists everything at once; or, where a table is dormant, table by table: libnftables 1.0.6
/// prints JSON that breaks off at the flags of a table.
Result<std::vector<std::string>> list_documents(const std::vector<NftTable>& tables) {
  const auto nft = LibNftables::load();
  if (!nft) return fail(nft.error());
  std::vector<std::string> commands;
  if (std::ranges::none_of(tables, &NftTable::dormant)) {
    commands.emplace_back("list ruleset");
  } else {
    for (const NftTable& table : tables) {
      if (table.dormant) continue;
      if (!is_identifier(table.name)) return fail(nftables_error("table \"" + table.name + "\""));
      commands.push_back("list table " + table.family + " " + table.name);
    }
  }
  std::vector<std::string> documents;
  for (const std::string& command : commands) {
    auto document = NftCommand(**nft).json(command);
    if (!document) return fail(document.error());
    documents.push_back(std::move(*document));
  }
  return documents;
}

Result<PacketFilterDump> read_once(NetlinkSocket& socket) {
  PacketFilterDump dumped;
  const auto tables = list_tables(socket);
  if (!tables) return fail(tables.error());
  if (tables->empty()) return dumped;
  auto documents = list_documents(*tables);
  if (!documents) return fail(documents.error());
  dumped.documents = std::move(*documents);
  auto devices = dump<NftChainDevices>(socket, NFT_MSG_GETCHAIN, listed(&parse_nft_chain));
  if (!devices) return fail(devices.error());
  dumped.devices = std::move(*devices);
  const bool has_extensions = std::ranges::any_of(dumped.documents, [](const std::string& text) {
    return text.find("\"xt\"") != std::string::npos;
  });
  if (!has_extensions) return dumped;
  auto extensions = dump<NftRuleExtensions>(socket, NFT_MSG_GETRULE, listed(&parse_nft_rule));
  if (!extensions) return fail(extensions.error());
  dumped.extensions = std::move(*extensions);
  return dumped;
}

/// /proc/net would be the main thread's namespace: thread-self is the calling thread's.
std::vector<std::string> list_legacy_tables() {
  std::vector<std::string> names;
  for (const char* file : {"ip_tables_names", "ip6_tables_names"}) {
    const auto text = read_file(std::string("/proc/thread-self/net/") + file);
    if (!text) continue;  // no such module: no such rules
    for (const std::string_view name : base::words(*text)) {
      if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
    }
  }
  return names;
}

Result<PacketFilterDump> read_unchanged(NetlinkSocket& socket) {
  Result<PacketFilterDump> dumped;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto before = generation(socket);
    if (!before) return fail(before.error());
    if (!*before) return PacketFilterDump{};
    dumped = read_once(socket);
    const auto after = generation(socket);
    if (after && *after == *before) return dumped;
  }
  // Others change it without pause: what was read last may mix two states.
  return fail(base::Error{.code = base::ErrorCode::unavailable,
                          .origin = base::Origin::local,
                          .key = "error.nftables-changing",
                          .retryable = true});
}

}  // namespace

Result<PacketFilterDump> read_packet_filter() {
  auto socket = NetlinkSocket::create(NETLINK_NETFILTER);
  Result<PacketFilterDump> dumped;
  if (socket) {
    dumped = read_unchanged(*socket);
  } else if (socket.error().code != base::ErrorCode::unsupported) {
    return fail(socket.error());
  }
  if (dumped) dumped->legacy_tables = list_legacy_tables();
  return dumped;
}

}  // namespace minato::sys
