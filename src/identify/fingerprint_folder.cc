// In the order of the files' names, so that places and preferences never change by chance.
#include "identify/fingerprint_folder.h"

#include <algorithm>
#include <iterator>

#include "identify/fingerprint_check.h"
#include "identify/fingerprint_reader.h"
#include "sys/file.h"

namespace minato::identify {
namespace {

constexpr std::size_t kMostFileBytes = 4U << 20;
/// The user knows better than we do.
constexpr unsigned kPreference = 20;
constexpr unsigned kHighestRank = 100;

/// What the files read so far amount to.
struct Reading {
  std::vector<FingerprintText> all{};
  std::size_t from_recog = 0;
  std::vector<RecogLeftOut> left_out{};
};

base::Result<void> take_ours(const std::string& path, std::string_view text, Reading& reading) {
  auto read = read_fingerprints(path, text);
  if (!read) return base::fail(std::move(read.error()));
  for (FingerprintText& one : *read) {
    if (auto checked = check_fingerprint(one, Examples::whole_facts); !checked) return checked;
    one.rank = static_cast<std::uint8_t>(std::min(one.rank + kPreference, kHighestRank));
    reading.all.push_back(std::move(one));
  }
  return {};
}

base::Result<void> take_recog(const std::string& path, std::string_view text, Reading& reading) {
  auto read = read_recog(path, text);
  if (!read) return base::fail(std::move(read.error()));
  reading.from_recog += read->fingerprints.size();
  std::ranges::move(read->fingerprints, std::back_inserter(reading.all));
  const RecogLeftOut& left = read->left_out;
  if (left.other_facts + left.nameless + left.other_dialect > 0) reading.left_out.push_back(left);
  return {};
}

base::Result<void> take_file(const std::string& path, Reading& reading) {
  const auto text = sys::read_file(path, kMostFileBytes);
  if (!text) return base::fail(text.error());
  return path.ends_with(".xml") ? take_recog(path, *text, reading)
                                : take_ours(path, *text, reading);
}

bool is_fingerprint_file(std::string_view name) {
  return name.ends_with(".toml") || name.ends_with(".xml");
}

}  // namespace

base::Result<OwnFingerprints> read_own_fingerprints(const std::string& path) {
  std::vector<std::string> files;
  if (is_fingerprint_file(path)) {
    files.push_back(path);
  } else {
    auto names = sys::list_directory(path);
    if (!names) return base::fail(std::move(names.error()));
    std::ranges::sort(*names);
    for (const std::string& name : *names) {
      if (is_fingerprint_file(name)) files.push_back(path + "/" + name);
    }
  }
  Reading reading;
  for (const std::string& file : files) {
    if (auto taken = take_file(file, reading); !taken) return base::fail(std::move(taken.error()));
  }
  if (files.empty()) {
    return base::fail({.code = base::ErrorCode::not_found,
                       .origin = base::Origin::input,
                       .key = "error.fingerprint.none",
                       .args = {path}});
  }
  auto set = FingerprintSet::compile(std::move(reading.all));
  if (!set) return base::fail(std::move(set.error()));
  return OwnFingerprints{std::move(*set), reading.from_recog, std::move(reading.left_out)};
}

}  // namespace minato::identify
