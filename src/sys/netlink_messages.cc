// The two length checks that everything from netlink passes.
#include "sys/netlink_messages.h"

#include <linux/netlink.h>

#include <algorithm>
#include <cerrno>

namespace minato::sys {
namespace {

static_assert(sizeof(nlmsghdr) == 16 && sizeof(nlattr) == 4);

/// Drops `length` bytes and their padding from the front; the last one may lack its padding.
void drop_front(base::Bytes& rest, std::size_t length) {
  rest = rest.subspan(std::min(rest.size(), (length + 3) & ~std::size_t{3}));
}

/// NLMSG_DONE and NLMSG_ERROR carry a negative errno (or 0) in front.
int carried_errno(const NetlinkMessage& message) {
  const auto code = read_native<std::int32_t>(message.payload);
  if (!code) return message.type == NLMSG_ERROR ? EBADMSG : 0;
  // INT_MIN has no positive counterpart; no errno is near it.
  return *code < 0 && *code > -4096 ? -*code : 0;
}

void take_message(const NetlinkMessage& message, DumpProgress& progress,
                  const MessageVisit& visit) {
  progress.interrupted |= (message.flags & NLM_F_DUMP_INTR) != 0;
  if (message.type == NLMSG_DONE || message.type == NLMSG_ERROR) {
    progress.done = true;
    progress.errno_value = carried_errno(message);
  } else if (message.type >= NLMSG_MIN_TYPE) {
    visit(message);
    // The single answer to a question that is no dump has no DONE behind it.
    progress.done = (message.flags & NLM_F_MULTI) == 0;
  }
}

}  // namespace

std::optional<NetlinkMessage> next_message(base::Bytes& rest,
                                           std::optional<base::Malformed>& malformed) {
  if (rest.empty()) return std::nullopt;
  const auto header = read_native<nlmsghdr>(rest);
  if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > rest.size()) {
    malformed = base::Malformed{0, "netlink message length"};
    return std::nullopt;
  }
  const NetlinkMessage message{
      .type = header->nlmsg_type,
      .flags = header->nlmsg_flags,
      .sequence = header->nlmsg_seq,
      .payload = rest.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr))};
  drop_front(rest, header->nlmsg_len);
  return message;
}

std::optional<NetlinkAttribute> next_attribute(base::Bytes& rest,
                                               std::optional<base::Malformed>& malformed) {
  if (rest.empty()) return std::nullopt;
  const auto header = read_native<nlattr>(rest);
  if (!header || header->nla_len < sizeof(nlattr) || header->nla_len > rest.size()) {
    malformed = base::Malformed{0, "netlink attribute length"};
    return std::nullopt;
  }
  const NetlinkAttribute attribute{
      .type = static_cast<std::uint16_t>(header->nla_type & NLA_TYPE_MASK),
      .value = rest.subspan(sizeof(nlattr), header->nla_len - sizeof(nlattr))};
  drop_front(rest, header->nla_len);
  return attribute;
}

std::optional<base::Malformed> read_answer(base::Bytes answer, std::uint32_t sequence,
                                           DumpProgress& progress, const MessageVisit& visit) {
  return for_each_message(answer, [&](const NetlinkMessage& message) {
    // Others belong to an earlier question that was given up.
    if (message.sequence == sequence && !progress.done) take_message(message, progress, visit);
  });
}

}  // namespace minato::sys
