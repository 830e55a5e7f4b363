// `minato scan --resume FILE`: what an earlier call left there, and where this one writes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "pipeline/scan_job.h"

namespace minato::cli {

struct ScanResume {
  std::optional<pipeline::ScanPast> past{};
  std::optional<pipeline::ScanJournal> journal{};

  [[nodiscard]] pipeline::ScanMemory memory() {
    return {.journal = journal ? &*journal : nullptr, .past = past ? &*past : nullptr};
  }
};

/// The words of the earlier call, where only --resume was typed: nmap's way. Nothing otherwise.
/// Errors: input (a file that is no journal, or no file), local.
[[nodiscard]] base::Result<std::optional<std::vector<std::string>>> words_to_resume(
    const Arguments& arguments);

/// Reads the file, gives the request the earlier order, and opens the file to write. words: those
/// of this scan. Errors: input (another scan's file), local.
[[nodiscard]] base::Result<ScanResume> open_resume(const Arguments& arguments,
                                                   const std::vector<std::string>& words,
                                                   pipeline::ScanRequest& request);

}  // namespace minato::cli
