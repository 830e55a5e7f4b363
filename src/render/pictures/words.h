// Texts of pictures: the long form where it fits, the short one elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/language.h"

namespace minato::render {

/// The catalogue's text of `key` ("pictures.quay.hidden") when it fits into `room` columns, else
/// the one of its short form ("pictures.short.quay.hidden").
[[nodiscard]] std::string fitting(base::Language language, std::string_view key, int room);

}  // namespace minato::render
