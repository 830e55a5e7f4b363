// Experiments after a failure, side by side, that tell apart what looks the same: what is really
// spoken there, whether small segments come through where large ones vanish, who sent the RST.
#pragma once

#include <functional>
#include <memory>

#include "check/origin_look.h"
#include "check/result.h"
#include "sys/dialer.h"
#include "talk/driver.h"

namespace minato::check {

class SecondLooks {
 public:
  using Done = std::function<void()>;

  /// result: evidence is added to it; must outlive the looks, as must the dialer.
  SecondLooks(sys::Dialer& dialer, sys::DialRequest request, std::string method,
              CheckResult& result, Done done);
  SecondLooks(const SecondLooks&) = delete;
  SecondLooks& operator=(const SecondLooks&) = delete;
  ~SecondLooks();

  /// Begins what the cause of the first look is worth. False: nothing, and done is not called.
  [[nodiscard]] bool start(Cause cause);

 private:
  void look_what_is_there();
  void see_what_is_there(const talk::TalkReport& report);
  void look_with_small_segments();
  void look_for_origin(bool refused);
  void ended();

  sys::Dialer& dialer_;
  sys::DialRequest request_;
  std::string method_;
  CheckResult& result_;
  Done done_;
  std::unique_ptr<talk::Driver> other_protocol_{};
  std::unique_ptr<talk::Driver> small_segments_{};
  std::unique_ptr<OriginLook> origin_{};
  std::size_t open_ = 0;
};

}  // namespace minato::check
