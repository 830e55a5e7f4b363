// Remarks beside the answer: on stderr, so that a pipe gets the answer alone; none with -q.
#pragma once

#include <string_view>

#include "cli/context.h"
#include "host/inventory.h"

namespace minato::cli {

/// One remark on stderr.
void note(const Context& context, std::string_view sentence);
/// What stayed hidden, and how to see it: one line each.
void limitation_notes(Context& context, const host::Inventory& inventory);

}  // namespace minato::cli
