// Remarks: after the answer, never into it.
#include "cli/notes.h"

#include <fmt/format.h>

#include "sys/terminal.h"

namespace minato::cli {

void note(const Context& context, std::string_view sentence) {
  if (context.quiet) return;
  static_cast<void>(sys::write_all(sys::Stream::error, fmt::format("minato: {}\n", sentence)));
}

void limitation_notes(Context& context, const host::Inventory& inventory) {
  context.out.flush();
  for (const host::Limitation& limitation : inventory.limitations) {
    note(context, base::tr_args(context.language, limitation.key, limitation.args));
  }
}

}  // namespace minato::cli
