// Options and words of a call: several values, counted flags, values that look like options.
#include "cli/arguments.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace minato::cli {
namespace {

constexpr Option kOptions[] = {{.name = "--exclude", .value_name = "TARGETS"},
                               {.name = "--ports", .letter = 'p', .value_name = "PORTS"},
                               {.name = "--open"}};
constexpr Command kCommand = {
    .name = "test", .words = "WORD…", .most_words = SIZE_MAX, .options = kOptions};

Arguments parse(const std::vector<std::string>& typed) {
  return Arguments::parse(kCommand, typed).value();
}

TEST(Arguments, keep_every_value_of_an_option_and_the_words_between) {
  const Arguments arguments = parse({"--exclude", "a", "b", "--exclude=c", "d"});
  const auto excluded = arguments.values("--exclude");
  EXPECT_EQ(std::vector(excluded.begin(), excluded.end()), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(arguments.value("--exclude"), "c");
  EXPECT_EQ(arguments.words(), (std::vector<std::string>{"b", "d"}));
}

TEST(Arguments, count_repeated_flags) {
  EXPECT_EQ(parse({"-vv", "--verbose"}).count("--verbose"), 3U);
  EXPECT_EQ(parse({}).count("--verbose"), 0U);
  EXPECT_TRUE(parse({"--open", "--open"}).has("--open"));
}

TEST(Arguments, a_value_may_begin_with_a_dash) {
  for (const auto& typed :
       {std::vector<std::string>{"-p-"}, {"-p", "-"}, {"--ports", "-"}, {"--ports=-"}}) {
    EXPECT_EQ(parse(typed).value("--ports"), "-");
  }
  EXPECT_EQ(parse({"-p", "-100"}).value("--ports"), "-100");
  EXPECT_EQ(parse({"-p-100,22"}).value("--ports"), "-100,22");
}

TEST(Arguments, lists_in_brackets_stay_one_value) {
  EXPECT_EQ(parse({"--exclude", "[::1]"}).value("--exclude"), "[::1]");
  EXPECT_EQ(parse({"--exclude", "[a,b]"}).value("--exclude"), "[a,b]");
  EXPECT_EQ(parse({"[::1]:80"}).words(), std::vector<std::string>{"[::1]:80"});
}

TEST(Arguments, an_unknown_option_gets_the_nearest_one) {
  const auto result = Arguments::parse(kCommand, {"--exlude", "a"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().mark->suggestion, "--exclude");
}

}  // namespace
}  // namespace minato::cli
