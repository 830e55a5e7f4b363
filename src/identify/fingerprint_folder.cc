// In the order of the files' names, so that places and preferences never change by chance.
#include "identify/fingerprint_folder.h"

#include <algorithm>

#include "identify/fingerprint_reader.h"
#include "sys/file.h"

namespace minato::identify {
namespace {

constexpr std::size_t kMostFileBytes = 4U << 20;
/// The user knows better than we do.
constexpr unsigned kPreference = 20;
constexpr unsigned kHighestRank = 100;

}  // namespace

base::Result<FingerprintSet> read_fingerprint_folder(const std::string& folder) {
  auto names = sys::list_directory(folder);
  if (!names) return base::fail(std::move(names.error()));
  std::ranges::sort(*names);
  std::vector<FingerprintText> all;
  for (const std::string& name : *names) {
    if (!name.ends_with(".toml")) continue;
    const std::string path = folder + "/" + name;
    const auto text = sys::read_file(path, kMostFileBytes);
    if (!text) return base::fail(text.error());
    auto read = read_fingerprints(path, *text);
    if (!read) return base::fail(std::move(read.error()));
    for (FingerprintText& one : *read) {
      one.rank = static_cast<std::uint8_t>(std::min(one.rank + kPreference, kHighestRank));
      all.push_back(std::move(one));
    }
  }
  if (all.empty()) {
    return base::fail({.code = base::ErrorCode::not_found,
                       .origin = base::Origin::input,
                       .key = "error.fingerprint.none",
                       .args = {folder}});
  }
  return FingerprintSet::compile(std::move(all));
}

}  // namespace minato::identify
