// Collecting targets.
#include "cli/scan_targets.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "cli/scan_text.h"
#include "scan/route_plan.h"
#include "scan/special_blocks.h"
#include "sys/file.h"
#include "sys/resolver.h"

namespace minato::cli {
namespace {

/// Lists of targets may be long: 64 MiB of words.
constexpr std::size_t kMostListBytes = std::size_t{64} << 20;

base::Result<std::string> read_list(const std::string& path) {
  return sys::read_file(path == "-" ? "/dev/stdin" : path, kMostListBytes);
}

base::Result<void> add_files(model::TargetSetBuilder& builder,
                             base::Result<void> (model::TargetSetBuilder::*add)(std::string_view,
                                                                                std::string_view),
                             std::span<const std::string> files) {
  for (const std::string& file : files) {
    const auto text = read_list(file);
    if (!text) return base::fail(text.error());
    if (const auto added = (builder.*add)(*text, file); !added) return added;
  }
  return {};
}

base::Result<model::TargetSet> typed_targets(const Arguments& arguments,
                                             const sys::SystemHostNames& names) {
  model::TargetSetBuilder builder(names);
  for (const std::string& word : arguments.words()) {
    if (const auto added = builder.add(word); !added) return base::fail(added.error());
  }
  const auto listed =
      add_files(builder, &model::TargetSetBuilder::add_lines, arguments.values("--targets-file"));
  if (!listed) return base::fail(listed.error());
  for (const std::string& words : arguments.values("--exclude")) {
    for (const std::string_view word : base::split(words, ',')) {
      if (const auto left = builder.exclude(word); !left) return base::fail(left.error());
    }
  }
  const auto excluded = add_files(builder, &model::TargetSetBuilder::exclude_lines,
                                  arguments.values("--exclude-file"));
  if (!excluded) return base::fail(excluded.error());
  return builder.build();
}

base::Result<model::TargetSet> read_allowlist(const Arguments& arguments,
                                              const sys::SystemHostNames& names) {
  model::TargetSetBuilder builder(names);
  const auto listed =
      add_files(builder, &model::TargetSetBuilder::add_lines, arguments.values("--allowlist-file"));
  if (!listed) return base::fail(listed.error());
  return builder.build();
}

/// What both have.
base::Result<model::TargetSet> cut_to(const model::TargetSet& typed,
                                      const model::TargetSet& allowed) {
  std::vector<model::AddressRange> ranges(allowed.ranges().ranges().begin(),
                                          allowed.ranges().ranges().end());
  for (const model::OctetPattern& pattern : allowed.patterns()) {
    const auto listed = model::ranges_of_scattered(pattern);
    if (!listed) return base::fail(listed.error());
    ranges.insert(ranges.end(), listed->begin(), listed->end());
  }
  return scan::targets_within(typed, model::AddressSet(std::move(ranges)));
}

}  // namespace

base::Result<ScanTargets> read_scan_targets(const Context& context, const Arguments& arguments) {
  const sys::SystemHostNames names(arguments.has("--ipv6") ? model::Family::ipv6
                                                           : model::Family::ipv4);
  auto typed = typed_targets(arguments, names);
  if (!typed) return base::fail(typed.error());
  std::vector<model::AddressRange> also_typed;
  if (arguments.has("--allowlist-file")) {
    const auto allowed = read_allowlist(arguments, names);
    if (!allowed) return base::fail(allowed.error());
    also_typed = allowed->typed();
    // The allowlist alone names targets too, as zmap has it.
    const bool others = !arguments.words().empty() || arguments.has("--targets-file");
    typed = others ? cut_to(*typed, *allowed) : *allowed;
    if (!typed) return base::fail(typed.error());
  }
  ScanTargets found;
  std::vector<model::AddressRange> special;
  for (const scan::SpecialPart& part : scan::special_parts_of(*typed, also_typed)) {
    special.push_back(part.range);
    found.left_out.push_back({range_text(part.range),
                              context.tr(fmt::format("scan.block.{}", part.name)), std::nullopt});
  }
  found.targets = typed->without(model::AddressSet(std::move(special)));
  if (found.targets.empty()) {
    return base::fail(base::input_error("error.scan.no-targets", {}, {}));
  }
  if (found.targets.slots() >> 48 != 0) {
    return base::fail(base::input_error("error.scan.too-many", {}, {}));
  }
  found.public_addresses = scan::count_public(found.targets);
  return found;
}

}  // namespace minato::cli
