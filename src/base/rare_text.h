// A text that is nearly always empty: one word instead of four, which counts when there are 40,000
// of them.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>

namespace minato::base {

class RareText {
 public:
  RareText() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it stands where a std::string stood
  RareText(std::string text) {
    if (!text.empty()) text_ = std::make_unique<std::string>(std::move(text));
  }
  RareText(std::string_view text) : RareText(std::string(text)) {}  // NOLINT: the same
  RareText(const char* text) : RareText(std::string(text)) {}       // NOLINT: the same
  RareText(const RareText& other) : RareText(other.text()) {}
  RareText(RareText&&) noexcept = default;
  RareText& operator=(const RareText& other) {
    if (this != &other) *this = RareText(other.text());
    return *this;
  }
  RareText& operator=(RareText&&) noexcept = default;
  ~RareText() = default;

  [[nodiscard]] const std::string& text() const {
    static const std::string kNothing;
    return text_ ? *text_ : kNothing;
  }
  [[nodiscard]] bool empty() const { return !text_; }
  operator const std::string&() const { return text(); }
  operator std::string_view() const { return text(); }

  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const RareText& one, const Text& other) {
    return one.text() == std::string_view(other);
  }

 private:
  std::unique_ptr<std::string> text_{};
};

}  // namespace minato::base
