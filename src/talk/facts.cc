// Keeping facts within their limits, and finding them again.
#include "talk/facts.h"

#include <algorithm>

#include "base/strings.h"
#include "base/text_width.h"

namespace minato::talk {

void Facts::add(std::string_view key, std::string_view value) {
  if (value.size() > kMostValueBytes) {
    value = value.substr(0, kMostValueBytes);
    cut_ = true;
  }
  if (entries_.size() >= kMostFacts || bytes_ + key.size() + value.size() > kMostBytes) {
    cut_ = true;
    return;
  }
  bytes_ += key.size() + value.size();
  entries_.push_back({std::string(key), std::string(value)});
}

void Facts::add_number(std::string_view key, std::int64_t value) {
  add(key, std::string_view(std::to_string(value)));
}

void Facts::append(const Facts& other) {
  for (const Fact& fact : other.entries_) add(fact.key, std::string_view(fact.value));
  cut_ = cut_ || other.cut_;
}

std::optional<std::string_view> Facts::first(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, &Fact::key);
  if (found == entries_.end()) return std::nullopt;
  return found->value;
}

std::optional<std::int64_t> Facts::number(std::string_view key) const {
  const auto value = first(key);
  return value ? base::parse_number<std::int64_t>(*value) : std::nullopt;
}

std::vector<std::string_view> Facts::all(std::string_view key) const {
  std::vector<std::string_view> values;
  for (const Fact& fact : entries_) {
    if (fact.key == key) values.emplace_back(fact.value);
  }
  return values;
}

bool Facts::has(std::string_view key, std::string_view value) const {
  return std::ranges::any_of(
      entries_, [&](const Fact& fact) { return fact.key == key && fact.value == value; });
}

std::string to_text(const Facts& facts) {
  std::string text;
  for (const Fact& fact : facts.entries()) {
    text += fact.key + " = " + base::escape_control(fact.value) + "\n";
  }
  return text;
}

}  // namespace minato::talk
