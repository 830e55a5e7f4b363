// A list that nearly always has no or one element: that one lies in the list itself. Three words
// instead of three and a block of the heap, which counts when there are 40,000 such lists.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace minato::base {

/// A part of std::vector's interface. T: small, cheap to copy.
template <typename T>
class Few {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  Few() = default;
  Few(std::initializer_list<T> items) {
    for (const T& item : items) push_back(item);
  }
  Few(const Few& other) : one_(other.one_), size_(other.size_) {
    if (other.many_) many_ = std::make_unique<std::vector<T>>(*other.many_);
  }
  Few(Few&& other) noexcept
      : one_(other.one_), many_(std::move(other.many_)), size_(std::exchange(other.size_, 0)) {}
  Few& operator=(Few other) noexcept {
    one_ = other.one_;
    size_ = other.size_;
    many_ = std::move(other.many_);
    return *this;
  }
  ~Few() = default;

  void push_back(const T& item) {
    if (size_ == 0) {
      one_ = item;
    } else {
      if (!many_) many_ = std::make_unique<std::vector<T>>(1, one_);
      many_->push_back(item);
    }
    ++size_;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return many_ ? many_->data() : &one_; }
  [[nodiscard]] const T* data() const { return many_ ? many_->data() : &one_; }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size_; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }
  [[nodiscard]] const T& front() const { return *data(); }
  [[nodiscard]] const T& operator[](std::size_t i) const { return data()[i]; }

  bool operator==(const Few& other) const {
    return std::equal(begin(), end(), other.begin(), other.end());
  }

 private:
  T one_{};
  std::unique_ptr<std::vector<T>> many_{};  ///< all of them, when there are several
  std::uint32_t size_ = 0;
};

}  // namespace minato::base
