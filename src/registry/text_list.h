// A list of texts inside the generated tables, to be walked with `for`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace minato::registry {

/// A light view; the texts live as long as the program.
class TextList {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    Iterator() = default;
    explicit Iterator(std::size_t at) : at_(at) {}
    std::string_view operator*() const { return text_at(at_); }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++at_;
      return old;
    }
    bool operator==(const Iterator&) const = default;

   private:
    std::size_t at_ = 0;
  };

  TextList(std::uint16_t first, std::uint16_t count) : first_(first), count_(count) {}

  [[nodiscard]] Iterator begin() const { return Iterator(first_); }
  [[nodiscard]] Iterator end() const { return Iterator(std::size_t{first_} + count_); }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  static std::string_view text_at(std::size_t row);

  std::uint16_t first_;
  std::uint16_t count_;
};

}  // namespace minato::registry
