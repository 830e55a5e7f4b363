// A family: the services it is about, what it asks, and the checks it answers. A new one is a file
// in audit/families and a line in family.cc.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "audit/check.h"
#include "audit/inquiry.h"

namespace minato::audit {

using Inquiries = std::vector<std::unique_ptr<Inquiry>>;

struct Family {
  std::span<const Check> checks{};
  /// Adds what it wants to ask of this target; nullptr: nothing.
  void (*inquire)(const Target& target, Inquiries& inquiries) = nullptr;
};

[[nodiscard]] std::span<const Family* const> families();
/// Everything that is asked of a target.
[[nodiscard]] Inquiries inquiries_for(const Target& target);

}  // namespace minato::audit
