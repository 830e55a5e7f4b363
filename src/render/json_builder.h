// Building the objects of NDJSON with Boost.JSON in a buffer on the stack: no allocation for a
// usual line, and keys that do not apply are left out.
#pragma once

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"

namespace minato::render {

namespace json = boost::json;

/// Memory of one line: a usual one fits in, a longer one grows on the heap.
struct JsonMemory {
  std::array<unsigned char, 16384> buffer;
  json::monotonic_resource resource{buffer.data(), buffer.size()};
};

/// An object under construction: knows which values do not apply.
class JsonBuilder {
 public:
  explicit JsonBuilder(json::storage_ptr memory, std::size_t keys = 16)
      : object_(std::move(memory)) {
    object_.reserve(keys);
  }

  [[nodiscard]] json::storage_ptr memory() const { return object_.storage(); }
  [[nodiscard]] json::object take() { return std::move(object_); }
  [[nodiscard]] bool empty() const { return object_.empty(); }

  /// "" does not apply.
  JsonBuilder& text(std::string_view key, std::string_view value) {
    if (value.empty()) return *this;
    if (base::is_utf8(value)) {
      object_.emplace(key, json::string_view(value.data(), value.size()));
    } else {
      object_.emplace(key, base::mended_utf8(value));
    }
    return *this;
  }

  template <typename Number>
  JsonBuilder& number(std::string_view key, Number value) {
    object_.emplace(key, value);
    return *this;
  }
  template <typename Number>
  JsonBuilder& number(std::string_view key, const std::optional<Number>& value) {
    if (value) object_.emplace(key, *value);
    return *this;
  }
  /// 0 does not apply.
  template <typename Number>
  JsonBuilder& number_unless_zero(std::string_view key, Number value) {
    if (value != 0) object_.emplace(key, value);
    return *this;
  }

  /// false does not apply.
  JsonBuilder& flag(std::string_view key, bool value) {
    if (value) object_.emplace(key, true);
    return *this;
  }

  JsonBuilder& child(std::string_view key, json::value value) {
    object_.emplace(key, std::move(value));
    return *this;
  }

  /// An empty list does not apply.
  template <typename Texts>
  JsonBuilder& texts(std::string_view key, const Texts& list) {
    if (std::empty(list)) return *this;
    json::array array(memory());
    array.reserve(std::size(list));
    for (const auto& item : list) array.emplace_back(base::mended_utf8(item));
    object_.emplace(key, std::move(array));
    return *this;
  }

 private:
  json::object object_;
};

/// The object as one line of JSON, appended with a newline. DEL and C1 controls are escaped: some
/// terminals obey them.
void append_json_line(std::string& out, const json::object& object);

}  // namespace minato::render
