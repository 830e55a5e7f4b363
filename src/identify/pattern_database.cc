// Vectorscan behind owning types.
#include "identify/pattern_database.h"

#include <hs/hs.h>

#include <algorithm>

namespace minato::identify {
namespace {

base::Error broken(std::string reason, std::string which) {
  return {.code = base::ErrorCode::invalid_input,
          .origin = base::Origin::input,
          .key = "error.fingerprint.database",
          .args = {std::move(reason), std::move(which)}};
}

int collect(unsigned id, unsigned long long /*from*/, unsigned long long /*to*/, unsigned /*flags*/,
            void* into) {
  static_cast<std::vector<unsigned>*>(into)->push_back(id);
  return 0;
}

}  // namespace

void PatternDatabase::Free::operator()(hs_database* database) const {
  static_cast<void>(hs_free_database(database));
}
void PatternDatabase::Free::operator()(hs_scratch* scratch) const {
  static_cast<void>(hs_free_scratch(scratch));
}

base::Result<PatternDatabase> PatternDatabase::with_scratch(Database database) {
  PatternDatabase out;
  out.database_ = std::move(database);
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(out.database_.get(), &scratch) != HS_SUCCESS) {
    return base::fail(broken("hs_alloc_scratch", ""));
  }
  out.scratch_.reset(scratch);
  return out;
}

base::Result<PatternDatabase> PatternDatabase::compile(std::span<const std::string> patterns) {
  std::vector<const char*> texts;
  std::vector<unsigned> ids;
  std::vector<unsigned> flags(patterns.size(), HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH);
  for (const std::string& pattern : patterns) {
    ids.push_back(static_cast<unsigned>(texts.size()));
    texts.push_back(pattern.c_str());
  }
  const hs_platform_info_t any_processor{};
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()),
                       HS_MODE_BLOCK, &any_processor, &database, &error) != HS_SUCCESS) {
    base::Error reason = broken(error->message, std::to_string(error->expression));
    hs_free_compile_error(error);
    return base::fail(std::move(reason));
  }
  return with_scratch(Database(database));
}

base::Result<PatternDatabase> PatternDatabase::load(base::Bytes serialized) {
  hs_database_t* database = nullptr;
  if (hs_deserialize_database(base::as_text(serialized).data(), serialized.size(), &database) !=
      HS_SUCCESS) {
    return base::fail(broken("hs_deserialize_database", ""));
  }
  return with_scratch(Database(database));
}

base::Result<std::vector<std::uint8_t>> PatternDatabase::serialized() const {
  char* bytes = nullptr;
  std::size_t length = 0;
  if (hs_serialize_database(database_.get(), &bytes, &length) != HS_SUCCESS) {
    return base::fail(broken("hs_serialize_database", ""));
  }
  const base::Bytes view = base::as_bytes({bytes, length});
  std::vector<std::uint8_t> out(view.begin(), view.end());
  std::free(bytes);  // NOLINT: the library's default allocator is malloc
  return out;
}

std::vector<unsigned> PatternDatabase::scan(std::string_view text) const {
  std::vector<unsigned> ids;
  if (hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch_.get(),
              collect, &ids) != HS_SUCCESS) {
    return {};
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace minato::identify
