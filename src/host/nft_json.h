// Looking into JSON that may have any shape: what is not there is a null pointer or empty.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

namespace minato::host {

/// The member of an object; nullptr when it has none or `value` is no object.
[[nodiscard]] inline const boost::json::value* member(const boost::json::value* value,
                                                      std::string_view key) {
  const boost::json::object* const object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

/// The text of a string; "" for anything else.
[[nodiscard]] inline std::string_view text_of(const boost::json::value* value) {
  const boost::json::string* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
}

/// The elements of an array; of anything else none.
[[nodiscard]] inline const boost::json::array& elements_of(const boost::json::value* value) {
  static const boost::json::array kEmpty;
  const boost::json::array* const array = value == nullptr ? nullptr : value->if_array();
  return array == nullptr ? kEmpty : *array;
}

/// An object of exactly one member, as libnftables writes each expression: its key and value.
struct OnlyMember {
  std::string_view key{};
  const boost::json::value* value = nullptr;
};
[[nodiscard]] inline OnlyMember only_member(const boost::json::value& value) {
  const boost::json::object* const object = value.if_object();
  if (object == nullptr || object->size() != 1) return {};
  const auto& pair = *object->begin();
  return {std::string_view(pair.key().data(), pair.key().size()), &pair.value()};
}

}  // namespace minato::host
