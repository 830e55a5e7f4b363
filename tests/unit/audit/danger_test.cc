// Danger from what is known × from how far away it is reached.
#include "audit/danger.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace minato::audit {
namespace {

using model::Exposure;
using model::Severity;

DangerFacts facts(Severity inherent, Exposure exposure) {
  return {.known = true, .inherent = inherent, .authenticates = true, .exposure = exposure};
}

TEST(Danger, of_a_public_service_is_its_inherent_danger) {
  for (const Severity s : {Severity::none, Severity::low, Severity::medium, Severity::high}) {
    EXPECT_EQ(assess_danger(facts(s, Exposure::public_)).level, s);
  }
}

TEST(Danger, that_cannot_be_decided_counts_as_public) {
  for (const Severity s : {Severity::none, Severity::low, Severity::medium, Severity::high}) {
    EXPECT_EQ(assess_danger(facts(s, Exposure::unknown)).level, s);
  }
}

TEST(Danger, never_grows_when_the_exposure_narrows) {
  constexpr std::array kNarrowing = {Exposure::public_, Exposure::private_, Exposure::link,
                                     Exposure::loopback, Exposure::none};
  for (const Severity s : {Severity::none, Severity::low, Severity::medium, Severity::high}) {
    for (std::size_t i = 1; i < kNarrowing.size(); ++i) {
      EXPECT_LE(assess_danger(facts(s, kNarrowing[i])).level,
                assess_danger(facts(s, kNarrowing[i - 1])).level);
    }
  }
}

TEST(Danger, of_a_defenceless_service_stays_high_among_neighbours) {
  DangerFacts telnet = facts(Severity::high, Exposure::private_);
  telnet.authenticates = false;
  EXPECT_EQ(assess_danger(telnet).level, Severity::high);
  telnet.exposure = Exposure::loopback;
  EXPECT_EQ(assess_danger(telnet).level, Severity::low) << "any local program still reaches it";
}

TEST(Danger, of_an_unknown_service_depends_on_who_reaches_it) {
  EXPECT_EQ(assess_danger({.exposure = Exposure::public_}).level, Severity::medium);
  EXPECT_EQ(assess_danger({.exposure = Exposure::private_}).level, Severity::low);
  EXPECT_EQ(assess_danger({.exposure = Exposure::loopback}).level, Severity::none);
}

TEST(Danger, of_a_clients_temporary_port_is_none) {
  EXPECT_EQ(assess_danger({.temporary = true, .exposure = Exposure::public_}).level,
            Severity::none);
}

TEST(Danger, always_names_a_reason_that_the_catalogue_knows) {
  for (int e = 0; e <= static_cast<int>(Exposure::unknown); ++e) {
    for (int s = 0; s <= static_cast<int>(Severity::high); ++s) {
      for (const bool known : {true, false}) {
        DangerFacts f = facts(static_cast<Severity>(s), static_cast<Exposure>(e));
        f.known = known;
        const DangerVerdict verdict = assess_danger(f);
        EXPECT_TRUE(base::has_text(verdict.reason_key)) << verdict.reason_key;
        EXPECT_TRUE(verdict.advice_key.empty() || base::has_text(verdict.advice_key));
      }
    }
  }
}

}  // namespace
}  // namespace minato::audit
