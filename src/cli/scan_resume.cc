// Holding a journal against what was typed.
#include "cli/scan_resume.h"

#include <algorithm>

namespace minato::cli {
namespace {

base::Error marked(std::string key, const std::string& path) {
  return base::input_error(std::move(key), {path}, {path, 0, path.size(), ""});
}

}  // namespace

base::Result<std::optional<std::vector<std::string>>> words_to_resume(const Arguments& arguments) {
  const auto path = arguments.value("--resume");
  const bool names_targets = !arguments.words().empty() || arguments.has("--targets-file") ||
                             arguments.has("--allowlist-file");
  if (!path || names_targets) return std::nullopt;
  auto past = pipeline::read_scan_journal(*path);
  if (!past) return base::fail(past.error());
  if (!*past) return base::fail(marked("error.scan.nothing-to-resume", *path));
  return std::optional((*past)->identity.words);
}

base::Result<ScanResume> open_resume(const Arguments& arguments,
                                     const std::vector<std::string>& words,
                                     pipeline::ScanRequest& request) {
  ScanResume resume;
  const auto path = arguments.value("--resume");
  if (!path) return resume;
  auto past = pipeline::read_scan_journal(*path);
  if (!past) return base::fail(past.error());
  resume.past = std::move(*past);
  const std::uint64_t fingerprint = fingerprint_of(request);
  if (!resume.past) {
    auto journal = pipeline::ScanJournal::begin(
        *path, {.fingerprint = fingerprint, .key = request.key, .words = words});
    if (!journal) return base::fail(journal.error());
    resume.journal.emplace(std::move(*journal));
    return resume;
  }
  const pipeline::ScanIdentity& identity = resume.past->identity;
  const bool other_order = arguments.has("--seed") && identity.key != request.key;
  if (identity.fingerprint != fingerprint || other_order) {
    return base::fail(marked("error.scan.other-journal", *path));
  }
  request.key = identity.key;
  auto journal = pipeline::ScanJournal::go_on(*path, *resume.past);
  if (!journal) return base::fail(journal.error());
  resume.journal.emplace(std::move(*journal));
  return resume;
}

}  // namespace minato::cli
