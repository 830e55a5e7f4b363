// The table of docs/adr/0005.
#include "audit/danger.h"

#include <array>

namespace minato::audit {
namespace {

using model::Exposure;
using model::Severity;

/// What an inherent danger (column: none, low, medium, high) becomes at an exposure (row).
struct Row {
  Exposure exposure;
  std::array<Severity, 4> level;
  std::string_view reason_key;
  std::string_view advice_key;
};

constexpr std::array kRows = {
    Row{Exposure::none,
        {Severity::none, Severity::none, Severity::none, Severity::none},
        "danger.reason.unreachable",
        ""},
    Row{Exposure::loopback,
        {Severity::none, Severity::none, Severity::none, Severity::low},
        "danger.reason.loopback",
        ""},
    Row{Exposure::link,
        {Severity::none, Severity::low, Severity::low, Severity::medium},
        "danger.reason.nearby",
        "danger.advice.narrow"},
    Row{Exposure::private_,
        {Severity::none, Severity::low, Severity::low, Severity::medium},
        "danger.reason.nearby",
        "danger.advice.narrow"},
    Row{Exposure::public_,
        {Severity::none, Severity::low, Severity::medium, Severity::high},
        "danger.reason.public",
        "danger.advice.close"},
    Row{Exposure::unknown,
        {Severity::none, Severity::low, Severity::medium, Severity::high},
        "danger.reason.undecided",
        "danger.advice.decide"},
};

const Row& row_of(Exposure exposure) {
  for (const Row& row : kRows) {
    if (row.exposure == exposure) return row;
  }
  return kRows.back();
}

bool is_reachable(Exposure exposure) {
  return exposure != Exposure::none && exposure != Exposure::loopback;
}

/// A service nobody told us about: what answers there is not known, so it counts as medium.
DangerVerdict assess_unknown(const Row& row) {
  constexpr auto kMedium = static_cast<std::size_t>(Severity::medium);
  if (!is_reachable(row.exposure)) return {Severity::none, row.reason_key, ""};
  return {row.level[kMedium], "danger.reason.not-known", "danger.advice.who"};
}

}  // namespace

DangerVerdict assess_danger(const DangerFacts& facts) {
  const Row& row = row_of(facts.exposure);
  if (facts.temporary) return {Severity::none, "danger.reason.temporary", ""};
  if (!facts.known) return assess_unknown(row);
  const auto inherent = static_cast<std::size_t>(facts.inherent);
  const Severity level = row.level[inherent];
  // Plain text without a password stays as dangerous among neighbours as in the open: they are
  // many.
  const bool defenceless = !facts.encrypts && !facts.authenticates;
  const bool nearby = facts.exposure == Exposure::link || facts.exposure == Exposure::private_;
  if (defenceless && nearby && facts.inherent == Severity::high) {
    return {Severity::high, "danger.reason.defenceless", "danger.advice.narrow"};
  }
  return {level, row.reason_key, level == Severity::none ? std::string_view{} : row.advice_key};
}

}  // namespace minato::audit
