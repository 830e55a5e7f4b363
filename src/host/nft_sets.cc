// Reading set elements into groups of keys that lead to the same verdict or data.
#include "host/nft_sets.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "base/strings.h"
#include "host/nft_json.h"

namespace minato::host {
namespace {

namespace json = boost::json;

/// A key without its comment, counter and time-out.
const json::value& bare(const json::value& element) {
  const auto [name, inner] = only_member(element);
  const json::value* const value = name == "elem" ? member(inner, "val") : nullptr;
  return value == nullptr ? element : *value;
}

/// The parts of a concatenated value, or the one value itself.
std::vector<NftValues> read_parts(const json::value& value,
                                  const std::vector<NftValueKind>& kinds) {
  const auto [name, parts] = only_member(value);
  std::vector<NftValues> read;
  if (name != "concat") {
    const NftValueKind kind = kinds.size() == 1 ? kinds[0] : NftValueKind::opaque;
    read.push_back(read_values(value, kind));
    return read;
  }
  const json::array& list = elements_of(parts);
  for (std::size_t i = 0; i < list.size(); ++i) {
    read.push_back(read_values(list[i], i < kinds.size() ? kinds[i] : NftValueKind::opaque));
  }
  return read;
}

bool is_unreadable(const std::vector<NftValues>& parts, std::size_t wanted) {
  bool bad = parts.size() != wanted;
  for (const NftValues& part : parts) bad |= part.unreadable;
  return bad;
}

/// Sorts elements into groups, so that a hundred thousand keys of one verdict are one question.
class Grouping {
 public:
  Grouping(const std::vector<NftValueKind>& kinds, NftDataKind data,
           const std::vector<NftValueKind>& data_kinds)
      : kinds_(kinds), data_(data), data_kinds_(data_kinds) {}

  void add(const json::value& element) {
    const json::array* const pair = data_ == NftDataKind::none ? nullptr : element.if_array();
    if (data_ != NftDataKind::none && (pair == nullptr || pair->size() != 2)) {
      set_.unreadable = true;
      return;
    }
    Group& group = pair == nullptr ? groups_[""] : group_of(bare((*pair)[1]));
    add_key(group, bare(pair == nullptr ? element : (*pair)[0]));
  }

  NftSet finish() {
    for (auto& [text, group] : groups_) {
      if (kinds_.size() == 1) merge_single_keys(group);
      set_.groups.push_back(std::move(group.elements));
    }
    return std::move(set_);
  }

 private:
  struct Group {
    NftElements elements{};
    std::vector<NftInterval> intervals{};  ///< of keys with one part
    std::vector<std::string> names{};
  };

  Group& group_of(const json::value& data) {
    const auto [at, is_new] = groups_.try_emplace(json::serialize(data));
    NftElements& elements = at->second.elements;
    if (!is_new) return at->second;
    if (data_ == NftDataKind::verdict) {
      const auto verdict = read_verdict(data);
      elements.verdict = verdict.value_or(NftVerdict{.kind = NftVerdictKind::unknown});
    } else {
      elements.data = read_parts(data, data_kinds_);
    }
    return at->second;
  }

  void add_key(Group& group, const json::value& key) {
    if (text_of(&key) == "*" && (kinds_.size() != 1 || kinds_[0] != NftValueKind::interface)) {
      group.elements.catch_all = true;
      return;
    }
    std::vector<NftValues> parts = read_parts(key, kinds_);
    if (is_unreadable(parts, kinds_.size())) {
      set_.unreadable = true;
    } else if (kinds_.size() == 1) {
      const auto found = parts[0].numbers.parts();
      group.intervals.insert(group.intervals.end(), found.begin(), found.end());
      group.names.insert(group.names.end(), parts[0].names.begin(), parts[0].names.end());
    } else {
      group.elements.keys.push_back(std::move(parts));
    }
  }

  static void merge_single_keys(Group& group) {
    if (group.intervals.empty() && group.names.empty()) return;
    group.elements.keys = {{NftValues{.numbers = NftIntervals::from(std::move(group.intervals)),
                                      .names = std::move(group.names)}}};
  }

  const std::vector<NftValueKind>& kinds_;
  NftDataKind data_;
  const std::vector<NftValueKind>& data_kinds_;
  NftSet set_;
  std::map<std::string, Group> groups_;
};

/// Types of a key: a name, a list of names, or names joined by " . " (data of a map).
std::vector<NftValueKind> kinds_of(const json::value* type) {
  std::vector<NftValueKind> kinds;
  const auto add = [&](std::string_view name) {
    kinds.push_back(kind_of_type(name).value_or(NftValueKind::opaque));
  };
  if (type != nullptr && type->is_string()) {
    for (const std::string_view name : base::words(text_of(type))) {
      if (name != ".") add(name);
    }
  }
  for (const json::value& name : elements_of(type)) add(text_of(&name));
  return kinds;
}

}  // namespace

std::optional<NftVerdict> read_verdict(const json::value& value) {
  using Kind = NftVerdictKind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 6> kPlain = {{
      {"accept", Kind::accept},
      {"drop", Kind::drop},
      {"reject", Kind::reject},
      {"return", Kind::return_},
      {"continue", Kind::continue_},
      {"queue", Kind::queue},
  }};
  const auto [name, argument] = only_member(value);
  for (const auto& [word, kind] : kPlain) {
    if (name == word) return NftVerdict{.kind = kind};
  }
  if (name == "jump" || name == "goto") {
    return NftVerdict{.kind = name == "jump" ? Kind::jump : Kind::go_to,
                      .chain = std::string(text_of(member(argument, "target")))};
  }
  return std::nullopt;
}

NftSet read_elements(const json::value& elements, const std::vector<NftValueKind>& kinds,
                     NftDataKind data, const std::vector<NftValueKind>& data_kinds) {
  Grouping grouping(kinds, data, data_kinds);
  if (!elements.is_array()) {
    NftSet lone;
    lone.unreadable = true;
    return lone;
  }
  for (const json::value& element : elements_of(&elements)) grouping.add(element);
  return grouping.finish();
}

NftSet read_named_set(const json::value& object) {
  static const json::value kNone = json::array();
  const std::string_view maps_to = text_of(member(&object, "map"));
  const std::vector<NftValueKind> kinds = kinds_of(member(&object, "type"));
  const json::value* const elements = member(&object, "elem");
  NftDataKind data = member(&object, "map") == nullptr ? NftDataKind::none : NftDataKind::values;
  if (maps_to == "verdict") data = NftDataKind::verdict;
  NftSet set = read_elements(elements == nullptr ? kNone : *elements, kinds, data,
                             kinds_of(member(&object, "map")));
  set.name = std::string(text_of(member(&object, "name")));
  set.unreadable |= kinds.empty();
  for (const json::value& statement : elements_of(member(&object, "stmt"))) {
    // A limit or a quota of each element lets only some packets match.
    set.unreadable |= only_member(statement).key != "counter";
  }
  return set;
}

}  // namespace minato::host
