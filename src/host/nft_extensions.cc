// Finding the reader of an extension.
#include "host/nft_extensions.h"

#include <boost/json/value.hpp>

#include "host/nft_extension_info.h"
#include "host/nft_json.h"

namespace minato::host {
namespace {

/// An unknown match passes or not; an unknown target may do anything.
std::vector<NftStatement> undecided(bool is_target) {
  if (is_target) return {NftUnknown{}};
  return {NftPerhaps{}};
}

}  // namespace

std::vector<NftStatement> read_extension(const boost::json::value& named, std::size_t index,
                                         const NftRuleContext& context) {
  const std::string_view type = text_of(member(&named, "type"));
  const std::string_view name = text_of(member(&named, "name"));
  const bool there = index < context.extensions.size();
  if (!there) return undecided(type != "match");
  const sys::NftExtension& extension = context.extensions[index];
  const bool agrees =
      type.empty() || (extension.target == (type == "target") && extension.name == name);
  if (!agrees) return undecided(true);
  const NftExtensionRead read =
      extension.target ? extension_target(extension.name) : extension_match(extension.name);
  if (read != nullptr) return read(extension, context);
  return undecided(extension.target);
}

}  // namespace minato::host
