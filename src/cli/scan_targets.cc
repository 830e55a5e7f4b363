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

/// The allowlist alone names targets too, as zmap has it.
base::Result<model::TargetSet> allowed_targets(const Arguments& arguments,
                                               const sys::SystemHostNames& names,
                                               const model::TargetSet& typed) {
  model::TargetSetBuilder builder(names);
  const auto listed =
      add_files(builder, &model::TargetSetBuilder::add_lines, arguments.values("--allowlist-file"));
  if (!listed) return base::fail(listed.error());
  model::TargetSet allowed = builder.build();
  const bool others = !arguments.words().empty() || arguments.has("--targets-file");
  if (!others) return allowed;
  return scan::targets_within(typed, allowed.ranges());
}

}  // namespace

base::Result<ScanTargets> read_scan_targets(const Context& context, const Arguments& arguments) {
  const sys::SystemHostNames names(arguments.has("--ipv6") ? model::Family::ipv6
                                                           : model::Family::ipv4);
  auto typed = typed_targets(arguments, names);
  if (!typed) return base::fail(typed.error());
  if (arguments.has("--allowlist-file")) {
    typed = allowed_targets(arguments, names, *typed);
    if (!typed) return base::fail(typed.error());
  }
  ScanTargets found;
  std::vector<model::AddressRange> special;
  for (const scan::SpecialPart& part : scan::special_parts_of(typed->ranges())) {
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
  found.public_addresses = scan::count_public(found.targets.ranges());
  return found;
}

}  // namespace minato::cli
