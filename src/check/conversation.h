// What is spoken with a target, and how: the same for a first and a second look.
#pragma once

#include <memory>
#include <string>

#include "check/target.h"
#include "talk/driver.h"

namespace minato::check {

/// method: of HTTP.
[[nodiscard]] std::unique_ptr<talk::Machine> machine_for(const Target& target,
                                                         const std::string& method);
[[nodiscard]] talk::TalkOptions talk_options(const Target& target);

}  // namespace minato::check
