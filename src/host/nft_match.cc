// Parting flows. Keys of sets that differ in one dimension only are asked all at once.
#include "host/nft_match.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/check.h"
#include "host/nft_visit.h"

namespace minato::host {
namespace {

using Relation = NftRelation;

bool reads_sources(const NftSelector& selector) {
  return (selector.field == NftField::source_address ||
          selector.field == NftField::original_source_address) &&
         !selector.mask;
}

bool of_family(const NftSelector& selector, unsigned bits) {
  const auto family = selector.guard.family;
  return !family || (*family == model::Family::ipv4) == (bits == 32);
}

NftParted undecided(NftFlow flow, std::uint32_t rule) {
  flow.mark_undecided(rule);
  NftParted parted;
  parted.yes.push_back(flow);
  parted.no.push_back(std::move(flow));
  return parted;
}

NftParted all_yes(NftFlow flow) {
  NftParted parted;
  parted.yes.push_back(std::move(flow));
  return parted;
}

NftParted all_no(NftFlow flow) {
  NftParted parted;
  parted.no.push_back(std::move(flow));
  return parted;
}

void append(NftFlows& to, NftFlows from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

bool is_single(const std::vector<NftSelector>& key) { return key.size() == 1; }

/// Senders who were here before may be in a set that rules add to.
void add_those_who_knocked(NftParted& parted, std::uint32_t rule) {
  NftFlows knocked = parted.no;
  for (NftFlow& flow : knocked) {
    flow.mark_undecided(rule);
    flow.doubtful = true;
  }
  append(parted.yes, std::move(knocked));
}

}  // namespace

NftMatcher::NftMatcher(const NftRuleset& ruleset, const NftSourceSpace& space) : ruleset_(ruleset) {
  visit_values(ruleset, [&](const NftSelector& selector, const NftValues& values) {
    if (!reads_sources(selector) || !of_family(selector, space.bits())) return;
    const auto [at, is_new] = source_ranges_.try_emplace(&values);
    if (is_new) at->second = space.ranges_of(values.numbers);
  });
}

const NftAtomRanges& NftMatcher::ranges_of(const NftValues& values) const {
  const auto at = source_ranges_.find(&values);
  MINATO_CHECK(at != source_ranges_.end());
  return at->second;
}

NftRelation NftMatcher::relation(const NftFlow& flow, const NftQuestion& question) const {
  if (question.dimension == NftDimension::none) return question.answer;
  if (question.dimension == NftDimension::sources) {
    const NftAtomRanges& ranges = ranges_of(*question.values);
    if (!flow.sources.intersects(ranges)) return Relation::outside;
    return flow.sources.within(ranges) ? Relation::inside : Relation::partial;
  }
  const NftIntervals& asked = question.numbers();
  const auto compare = [&](const NftIntervals& mine) {
    if (const auto number = mine.single()) {
      return asked.contains(*number) ? Relation::inside : Relation::outside;
    }
    if (!mine.intersects(asked)) return Relation::outside;
    return mine.without(asked).empty() ? Relation::inside : Relation::partial;
  };
  if (question.dimension == NftDimension::choice) {
    return compare(chosen_in(flow, question.choice, ruleset_.choices));
  }
  return compare(intervals_of(flow, question.dimension));
}

NftParted NftMatcher::cut_sources(NftFlow flow, const NftAtomRanges& ranges) const {
  NftParted parted;
  NftFlow inside = flow;
  inside.sources.keep(ranges);
  flow.sources.remove(ranges);
  if (!inside.sources.empty()) parted.yes.push_back(std::move(inside));
  if (!flow.sources.empty()) parted.no.push_back(std::move(flow));
  return parted;
}

NftParted NftMatcher::cut_choice(NftFlow flow, const NftQuestion& question) const {
  const NftChoiceList& choices = ruleset_.choices;
  const bool lasting = choices[question.choice].lasting;
  const NftInterval& range = choices[question.choice].range;
  const NftIntervals mine = lasting ? chosen_in(flow, question.choice, choices)
                                    : NftIntervals::range(range.first, range.last);
  NftParted parted;
  const auto take = [&](NftFlows& to, NftIntervals values) {
    if (values.empty()) return;
    to.push_back(flow);
    choose(to.back(), question.choice, std::move(values), choices);
  };
  take(parted.yes, mine.intersected(question.numbers()));
  take(parted.no, mine.without(question.numbers()));
  return parted;
}

NftParted NftMatcher::cut(NftFlow flow, NftDimension dimension, const NftIntervals& values) {
  NftParted parted;
  const NftIntervals& mine = intervals_of(flow, dimension);
  NftIntervals inside = mine.intersected(values);
  NftIntervals outside = mine.without(values);
  if (!inside.empty()) {
    parted.yes.push_back(flow);
    set_intervals(parted.yes.back(), dimension, std::move(inside));
  }
  if (!outside.empty()) {
    set_intervals(flow, dimension, std::move(outside));
    parted.no.push_back(std::move(flow));
  }
  return parted;
}

NftParted NftMatcher::cut(NftFlow flow, const NftQuestion& question, std::uint32_t rule) const {
  const bool is_choice = question.dimension == NftDimension::choice;
  if (is_choice) return cut_choice(std::move(flow), question);
  switch (relation(flow, question)) {
    case Relation::inside:
      return all_yes(std::move(flow));
    case Relation::outside:
      return all_no(std::move(flow));
    case Relation::unknown:
      return undecided(std::move(flow), rule);
    case Relation::partial:
      break;
  }
  if (question.dimension == NftDimension::sources) {
    return cut_sources(std::move(flow), ranges_of(*question.values));
  }
  return cut(std::move(flow), question.dimension, question.numbers());
}

NftParted NftMatcher::by_chance(NftFlow flow, std::uint32_t choice) const {
  static const NftValues kPasses{.numbers = NftIntervals::of(1)};
  const NftQuestion question{
      .dimension = NftDimension::choice, .choice = choice, .values = &kPasses};
  return cut_choice(std::move(flow), question);
}

NftParted NftMatcher::in_key(NftFlow flow, const std::vector<NftSelector>& key,
                             const std::vector<NftValues>& parts, const NftPlace& place,
                             std::uint32_t rule) const {
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool outside = relation(flow, ask(flow, key[i], parts[i], place)) == Relation::outside;
    if (outside) return all_no(std::move(flow));
  }
  NftParted result;
  result.yes.push_back(std::move(flow));
  for (std::size_t i = 0; i < key.size(); ++i) {
    NftFlows going = std::exchange(result.yes, {});
    for (NftFlow& piece : going) {
      const NftQuestion question = ask(piece, key[i], parts[i], place);
      NftParted parted = cut(std::move(piece), question, rule);
      append(result.yes, std::move(parted.yes));
      append(result.no, std::move(parted.no));
    }
  }
  return result;
}

NftParted NftMatcher::in_group(NftFlow flow, const std::vector<NftSelector>& key,
                               const NftElements& group, const NftPlace& place,
                               std::uint32_t rule) const {
  NftParted result;
  result.no.push_back(std::move(flow));
  // Keys that differ in their sources alone, as in a long list of addresses, make one cut.
  NftAtomRanges sources;
  for (const std::vector<NftValues>& parts : group.keys) {
    if (result.no.empty()) break;
    bool outside = false;
    const bool whole = result.no.size() == 1;
    bool only_sources = whole;
    const NftValues* source_values = nullptr;
    for (std::size_t i = 0; i < key.size() && !outside; ++i) {
      const NftQuestion question = ask(result.no[0], key[i], parts[i], place);
      const Relation here = relation(result.no[0], question);
      outside = whole && here == Relation::outside;
      if (here == Relation::inside || outside) continue;
      only_sources &= here == Relation::partial && question.dimension == NftDimension::sources;
      source_values = &parts[i];
    }
    if (outside) continue;
    if (only_sources && source_values != nullptr) {
      const NftAtomRanges& ranges = ranges_of(*source_values);
      sources.insert(sources.end(), ranges.begin(), ranges.end());
      continue;
    }
    NftFlows going = std::exchange(result.no, {});
    for (NftFlow& piece : going) {
      NftParted parted = in_key(std::move(piece), key, parts, place, rule);
      append(result.yes, std::move(parted.yes));
      append(result.no, std::move(parted.no));
    }
  }
  if (sources.empty()) return result;
  NftFlows going = std::exchange(result.no, {});
  for (NftFlow& piece : going) {
    NftParted parted = cut_sources(std::move(piece), sources);
    append(result.yes, std::move(parted.yes));
    append(result.no, std::move(parted.no));
  }
  return result;
}

NftParted NftMatcher::in_set(NftFlow flow, const std::vector<NftSelector>& key, const NftSet& set,
                             const NftPlace& place, std::uint32_t rule) const {
  if (set.unreadable) return undecided(std::move(flow), rule);
  NftParted result;
  result.no.push_back(std::move(flow));
  bool catches_all = false;
  for (const NftElements& group : set.groups) {
    catches_all |= group.catch_all;
    NftFlows going = std::exchange(result.no, {});
    for (NftFlow& piece : going) {
      NftParted parted = in_group(std::move(piece), key, group, place, rule);
      append(result.yes, std::move(parted.yes));
      append(result.no, std::move(parted.no));
    }
  }
  if (catches_all) append(result.yes, std::exchange(result.no, {}));
  if (set.changing) add_those_who_knocked(result, rule);
  return result;
}

std::vector<NftTaken> NftMatcher::look_up(NftFlow flow, const std::vector<NftSelector>& key,
                                          const NftSet& map, const NftPlace& place,
                                          std::uint32_t rule) const {
  std::vector<NftTaken> taken;
  const NftElements* catching = nullptr;
  NftFlows rest{std::move(flow)};
  for (const NftElements& group : map.groups) {
    if (group.catch_all) catching = &group;
    NftFlows going = std::exchange(rest, {});
    for (NftFlow& piece : going) {
      NftParted parted = in_group(std::move(piece), key, group, place, rule);
      for (NftFlow& inside : parted.yes) taken.push_back({&group, std::move(inside)});
      append(rest, std::move(parted.no));
    }
  }
  for (NftFlow& piece : rest) taken.push_back({catching, std::move(piece)});
  return taken;
}

NftParted NftMatcher::part(NftFlow flow, const NftMatch& match, const NftPlace& place,
                           std::uint32_t rule) const {
  bool nothing_there = false;
  for (const NftSelector& selector : match.left) {
    const Relation guard = guard_answer(flow, selector, place);
    if (guard == Relation::outside) return all_no(std::move(flow));
    if (guard == Relation::unknown) return undecided(std::move(flow), rule);
    nothing_there |= sees_nothing(selector, place);
  }
  const bool negated = match.test == NftTest::not_in;
  if (nothing_there && negated) return undecided(std::move(flow), rule);
  NftParted parted;
  if (match.test == NftTest::any_bit || match.test == NftTest::no_bit) {
    const auto* values = std::get_if<NftValues>(&match.right);
    const auto bits = values == nullptr ? std::nullopt : values->numbers.single();
    const Relation has = bits && is_single(match.left) ? ask_bits(flow, match.left[0], *bits, place)
                                                       : Relation::unknown;
    if (has == Relation::unknown) return undecided(std::move(flow), rule);
    const bool passes = (has == Relation::inside) == (match.test == NftTest::any_bit);
    return passes ? all_yes(std::move(flow)) : all_no(std::move(flow));
  }
  if (const auto* values = std::get_if<NftValues>(&match.right)) {
    const NftQuestion question = ask(flow, match.left[0], *values, place);
    parted = cut(std::move(flow), question, rule);
  } else {
    parted =
        in_set(std::move(flow), match.left, *std::get<NftSetPointer>(match.right), place, rule);
  }
  if (negated) std::swap(parted.yes, parted.no);
  return parted;
}

bool NftMatcher::surely_stops(const NftFlow& flow, const NftMatch& match,
                              const NftPlace& place) const {
  for (const NftSelector& selector : match.left) {
    if (guard_answer(flow, selector, place) == Relation::outside) return true;
  }
  const auto* values = std::get_if<NftValues>(&match.right);
  if (values == nullptr || match.test != NftTest::in) return false;
  const NftQuestion question = ask(flow, match.left[0], *values, place);
  return question.dimension != NftDimension::choice &&
         relation(flow, question) == Relation::outside;
}

std::vector<NftInterval> source_cuts(const NftRuleset& ruleset, model::Family family) {
  const unsigned bits = family == model::Family::ipv4 ? 32 : 128;
  std::vector<NftInterval> cuts;
  std::unordered_set<const NftValues*> seen;  // rules share named sets
  visit_values(ruleset, [&](const NftSelector& selector, const NftValues& values) {
    if (!reads_sources(selector) || !of_family(selector, bits)) return;
    if (!seen.insert(&values).second) return;
    const auto parts = values.numbers.parts();
    cuts.insert(cuts.end(), parts.begin(), parts.end());
  });
  return cuts;
}

}  // namespace minato::host
