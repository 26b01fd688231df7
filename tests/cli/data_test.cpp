// gradus data.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "gradus/io/download.hpp"
#include "tests/io/http_server.hpp"

namespace gradus::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

class DataCommand : public testing::Test {
 protected:
  CommandResult run(Words words, const std::string& mirror = "http://127.0.0.1:9/") const {
    words.insert(words.begin(), "data");
    return gradus_command(words, {"GRADUS_DATA", "XDG_CACHE_HOME=" + folder_.path().string(),
                                  "GRADUS_DATA_MIRROR=" + mirror, "no_proxy=127.0.0.1"});
  }
  std::string cached(const std::string& name) const { return folder_ / ("gradus/" + name); }

  TemporaryFolder folder_;
};

TEST_F(DataCommand, ListsTheDatasets) {
  const CommandResult text = run({"list"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_NE(text.out.find("iris "), std::string::npos);
  EXPECT_NE(text.out.find("to download: 11.6 MB"), std::string::npos) << text.out;
  const Json list = Json::parse(run({"list", "--json", "--seed", "1"}).out).at("datasets");
  EXPECT_EQ(list.size(), 9u);
  for (const Json& dataset : list) {
    EXPECT_EQ(dataset.at("place"), dataset.at("shipped") == true ? Json("shipped") : Json(nullptr))
        << dataset;
  }
}

TEST_F(DataCommand, TellsWhatIsKnownOfOne) {
  EXPECT_NE(run({"info", "mnist"}).out.find("440fcabf"), std::string::npos);
  const Json info = Json::parse(run({"info", "mnist", "--json"}).out);
  EXPECT_EQ(info.at("name"), "mnist");
  EXPECT_EQ(info.at("files").size(), 4u);
  EXPECT_EQ(info.at("files")[0].at("addresses")[0], "http://127.0.0.1:9/mnist/train-images-idx3-ubyte.gz");
}

TEST_F(DataCommand, PrintsPaths) {
  const CommandResult iris = run({"path", "iris"});
  EXPECT_EQ(iris.exit_code, 0);
  EXPECT_TRUE(iris.out.ends_with("/share/gradus/data/iris.csv\n")) << iris.out;
  EXPECT_EQ(Json::parse(run({"path", "iris", "--json"}).out).at("files")[0].get<std::string>() + "\n",
            iris.out);
  const CommandResult mnist = run({"path", "mnist"});
  EXPECT_EQ(mnist.exit_code, 1);
  EXPECT_EQ(mnist.out, "");
  EXPECT_EQ(mnist.error, "gradus: mnist is not here; 'gradus data get mnist' downloads it\n");
}

TEST_F(DataCommand, Downloads) {
  const char* data = std::getenv("GRADUS_DATA");
  if (!data || !io::can_download()) GTEST_SKIP() << "needs $GRADUS_DATA and libcurl";
  HttpServer server(
      [&](const HttpRequest& request) { return HttpResponse{.body = content_of(data + request.path)}; });
  const CommandResult result = run({"get", "spiral"}, server.address("/"));
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.out, cached("spiral.csv") + "\n");
  EXPECT_EQ(content_of(cached("spiral.csv")), content_of(std::string(data) + "/spiral.csv"));
  EXPECT_EQ(run({"path", "spiral"}).out, result.out);
  const CommandResult elsewhere =
      run({"get", "spiral", "--data", folder_ / "new", "--json"}, server.address("/"));
  EXPECT_EQ(Json::parse(elsewhere.out).at("files")[0], cached("spiral.csv")) << "the cache has it already";
}

TEST_F(DataCommand, WrongUsage) {
  const auto expect_usage = [&](const Words& words, const std::string& sentence) {
    const CommandResult result = run(words);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.error, "gradus: " + sentence + "\n");
  };
  expect_usage({}, "say what to do with data: list, info, get or path (see 'gradus data --help')");
  expect_usage({"lst"}, "unknown command \"lst\"; did you mean \"list\"? (see 'gradus data --help')");
  expect_usage({"get"}, "name a dataset; 'gradus data list' lists them (see 'gradus data get --help')");
  expect_usage({"get", "mnits"},
               "unknown dataset \"mnits\"; did you mean \"mnist\"? (see 'gradus data get --help')");
  expect_usage({"info", "iris", "wine"}, "\"wine\" is one argument too many (see 'gradus data info --help')");
  expect_usage({"path", "iris", "--jsn"},
               "unknown option \"--jsn\"; did you mean \"--json\"? (see 'gradus data path --help')");
  for (const char* word : {"list", "info", "get", "path"}) {
    EXPECT_EQ(run({word, "--help"}).exit_code, 0);
  }
}

TEST_F(DataCommand, AFolderThatDoesNotExist) {
  const CommandResult result = run({"path", "iris", "--data", folder_ / "nowhere"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.error, "gradus: find: the data folder " + (folder_ / "nowhere") + " does not exist\n");
}

}  // namespace
}  // namespace gradus::test
