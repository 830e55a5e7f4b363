// Capturing from an interface, or from all of them, until Ctrl-C or a limit.
#pragma once

#include <cstdint>
#include <string>

#include "cli/capture/session.h"

namespace minato::cli {

/// Index 0: all interfaces.
struct LiveSource {
  std::uint32_t interface_index = 0;
  std::string name{};
};
/// The interface of that name; "any" for all. Errors: input, with the nearest name.
[[nodiscard]] base::Result<LiveSource> find_live_source(const std::string& name);

[[nodiscard]] base::Result<ExitCode> capture_live(Context& context, const Arguments& arguments,
                                                  const LiveSource& source, CaptureWish wish);
/// A real HTTP exchange on loopback, made, captured and drawn; without the right to capture a
/// recorded one.
[[nodiscard]] base::Result<ExitCode> capture_demo(Context& context, const Arguments& arguments);

}  // namespace minato::cli
