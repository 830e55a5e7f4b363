// iptables' extensions in nft's words, from the statements that they were read as.
#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "host/nft_expression_text.h"
#include "host/nft_values.h"
#include "model/address_set.h"

namespace minato::host {
namespace {

using model::Family;

std::string_view field_text(NftField field, Family family) {
  const bool v4 = family == Family::ipv4;
  switch (field) {
    case NftField::source_address:
      return v4 ? "ip saddr" : "ip6 saddr";
    case NftField::destination_address:
      return v4 ? "ip daddr" : "ip6 daddr";
    case NftField::original_source_address:
      return v4 ? "ct original ip saddr" : "ct original ip6 saddr";
    case NftField::original_destination_address:
      return v4 ? "ct original ip daddr" : "ct original ip6 daddr";
    case NftField::original_destination_port:
      return "ct original proto-dst";
    case NftField::source_port:
      return "th sport";
    case NftField::destination_port:
      return "th dport";
    case NftField::transport:
      return "meta l4proto";
    case NftField::packet_mark:
      return "meta mark";
    case NftField::packet_type:
      return "meta pkttype";
    case NftField::conntrack_state:
      return "ct state";
    case NftField::conntrack_status:
      return "ct status";
    case NftField::conntrack_mark:
      return "ct mark";
    case NftField::destination_type:
      return "fib daddr type";
    case NftField::destination_type_on_interface:
      return "fib daddr . iif type";
    case NftField::source_type:
      return "fib saddr type";
    default:
      return "";
  }
}

std::string_view mark_text(NftMarkChange::Target target) {
  return target == NftMarkChange::Target::packet_mark ? "meta mark" : "ct mark";
}

/// Setting a mark to a number, or to the other mark.
std::string mark_change_text(const NftMarkChange& change) {
  using Change = NftMarkChange;
  if (change.from == Change::From::unknown) return "";
  if (change.keep == 0) return fmt::format("{} set {:#x}", mark_text(change.target), change.flip);
  const std::string_view from =
      mark_text(change.from == Change::From::packet_mark ? Change::Target::packet_mark
                                                         : Change::Target::conntrack_mark);
  if (change.keep == ~std::uint32_t{0} && change.flip == 0) {
    return fmt::format("{} set {}", mark_text(change.target), from);
  }
  return fmt::format("{} set {} & {:#x} ^ {:#x}", mark_text(change.target), from, change.keep,
                     change.flip);
}

bool is_address(NftField field) {
  return field == NftField::source_address || field == NftField::destination_address ||
         field == NftField::original_source_address ||
         field == NftField::original_destination_address;
}

std::string number_text(NftNumber number, NftField field, Family family) {
  if (is_address(field)) return to_text(model::address_of(family, 0, number));
  if (field == NftField::packet_mark || field == NftField::conntrack_mark) {
    return fmt::format("{:#010x}", static_cast<std::uint64_t>(number));
  }
  return base::to_text(number);
}

/// A block of addresses as a prefix where it is one.
std::string interval_text(const NftInterval& part, NftField field, Family family) {
  if (part.first == part.last) return number_text(part.first, field, family);
  if (is_address(field)) {
    const auto prefixes =
        model::prefixes_of({.family = family, .first = part.first, .last = part.last});
    if (prefixes.size() == 1) return to_text(prefixes[0]);
  }
  return number_text(part.first, field, family) + "-" + number_text(part.last, field, family);
}

std::string bits_text(NftNumber bits, NftField field) {
  const bool state = field == NftField::conntrack_state;
  std::string text;
  for (const std::string_view name : names_of_bits(
           bits, state ? NftValueKind::conntrack_state : NftValueKind::conntrack_status)) {
    text += (text.empty() ? "" : ",") + std::string(name);
  }
  return text;
}

std::string values_text(const NftValues& values, const NftMatch& match, Family family) {
  const NftField field = match.left[0].field;
  const auto parts = values.numbers.parts();
  if (match.test == NftTest::any_bit || match.test == NftTest::no_bit) {
    return parts.empty() ? "" : bits_text(parts[0].first, field);
  }
  const bool type = field == NftField::destination_type || field == NftField::source_type ||
                    field == NftField::destination_type_on_interface;
  std::string text;
  for (const NftInterval& part : parts) {
    if (!text.empty()) text += ", ";
    std::optional<std::string_view> name;
    if (type) name = name_of_number(part.first, NftValueKind::address_type);
    if (field == NftField::packet_type)
      name = name_of_number(part.first, NftValueKind::packet_type);
    text += name ? std::string(*name) : interval_text(part, field, family);
  }
  return parts.size() == 1 ? text : "{ " + text + " }";
}

std::string match_statement_text(const NftMatch& match, Family family) {
  const auto* values = std::get_if<NftValues>(&match.right);
  const std::string_view field = match.left.empty() ? "" : field_text(match.left[0].field, family);
  if (values == nullptr || field.empty()) return "";
  std::string mask;
  const bool whole = match.left[0].mask == highest_of(32);
  if (match.left[0].mask && !whole)
    mask = fmt::format(" & {:#x} ==", base::low_half(*match.left[0].mask));
  const bool negated = match.test == NftTest::not_in || match.test == NftTest::no_bit;
  return fmt::format("{}{}{} {}", field, mask, negated ? " !=" : "",
                     values_text(*values, match, family));
}

std::string nat_text(const NftNat& nat, Family family) {
  std::string to;
  if (nat.address && !nat.address->numbers.empty()) {
    const auto part = nat.address->numbers.parts()[0];
    to = interval_text(part, NftField::destination_address, family);
    if (nat.port && family == Family::ipv6) to = "[" + to + "]";
  }
  if (nat.port && !nat.port->numbers.empty()) {
    to += ":" + interval_text(nat.port->numbers.parts()[0], NftField::destination_port, family);
  }
  const std::string_view word = nat.kind == NftNatKind::redirect ? "redirect" : "dnat";
  if (nat.kind == NftNatKind::source) return "snat";
  return to.empty() ? std::string(word) : fmt::format("{} to {}", word, to);
}

}  // namespace

std::string statement_text(const NftStatement& statement, Family family) {
  if (const auto* match = std::get_if<NftMatch>(&statement)) {
    return match_statement_text(*match, family);
  }
  if (const auto* nat = std::get_if<NftNat>(&statement)) return nat_text(*nat, family);
  if (const auto* verdict = std::get_if<NftVerdict>(&statement)) {
    return verdict->kind == NftVerdictKind::reject ? "reject" : "queue";
  }
  if (std::holds_alternative<NftUntrack>(statement)) return "notrack";
  if (const auto* change = std::get_if<NftMarkChange>(&statement)) return mark_change_text(*change);
  return "";
}

}  // namespace minato::host
