# The servers there are, and what each is for.
{
  calculator = "Adds numbers in another process: requests and responses";
  countdown = "Counts down in another process: a stream for each request";
  price_feed = "Broadcasts prices to whoever subscribes";
  kv_store = "Keeps values of any shape, on disk if it is to";
  order_service = "Takes orders against stock that is never oversold";
}
