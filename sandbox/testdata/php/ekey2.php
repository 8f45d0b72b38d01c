<?php
// A shop on version 2 of MONT eKey, by D1, "Сценарий работы".

require __DIR__ . '/partner.php';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

// ask calls a method and returns its Result.
function ask(string $method, string $argument = '', ?SimpleXMLElement $request = null): SimpleXMLElement
{
    [, $xml] = call('/' . $method . $argument, $request === null ? null : $request->asXML());
    return $xml->{$method . 'Result'};
}

function is_nil(SimpleXMLElement $element): bool
{
    return (string) ($element->attributes(XSI)['nil'] ?? '') === 'true';
}

function limits(): array
{
    $available = [];
    foreach (ask('CheckLimits')->Data->ResellerLimitContract as $limit) {
        $available[(string) $limit->CurrencyCode] = (string) $limit->Available;
    }
    return $available;
}

function fill(SimpleXMLElement $form, array $values): void
{
    foreach ($values as $name => $value) {
        $field = $form->Fields->addChild('EndUserInfoFieldContract');
        $field->FieldName = $name;
        $field->FieldValue = $value;
    }
}

// wrong are the fields that CheckEndUserInfo objects to.
function wrong(string $partNum, array $values): array
{
    $request = request('CheckEndUserInfo');
    $request->langCode = 'RU';
    $request->partNum = $partNum;
    $request->endUserInfo->Fields = '';
    fill($request->endUserInfo, $values);
    $names = [];
    foreach (ask('CheckEndUserInfo', '', $request)->Data->Descriptions->EndUserInfoDescriptionContract as $field) {
        if ((string) $field->HasError === 'true') {
            $names[] = (string) $field->FieldName;
        }
    }
    return $names;
}

function order(string $number, array $rows): array
{
    $request = request('AddOrder');
    $request->orderRequest->OrderNum = $number;
    $lines = $request->orderRequest->addChild('SendOrderLines');
    foreach ($rows as $i => [$partNum, $quantity, $form]) {
        $line = $lines->addChild('SendOrderLineContract');
        $line->OrderLineNum = $number . '-' . ($i + 1);
        $line->PartNum = $partNum;
        $line->Quantity = $quantity;
        if ($form) {
            $line->EndUserInfo->Fields = '';
            fill($line->EndUserInfo, $form);
        }
    }
    return understand(ask('AddOrder', '', $request));
}

function find(string $number): array
{
    return understand(ask('GetOrder', '/' . rawurlencode($number)));
}

function understand(SimpleXMLElement $result): array
{
    if ((string) $result->IsError === 'true') {
        return ['ErrorCode' => (int) $result->ErrorCode, 'error' => (string) $result->Errors->string[0], 'data' => isset($result->Data)];
    }
    $lines = [];
    foreach ($result->Data->OrderLines->OrderLineContract as $line) {
        $fields = [];
        if (isset($line->EndUserInfo)) {
            foreach ($line->EndUserInfo->Fields->EndUserInfoFieldContract as $field) {
                $fields[(string) $field->FieldName] = (string) $field->FieldValue;
            }
        }
        $lines[] = [
            'OrderLineNum' => (string) $line->OrderLineNum,
            'PartNum' => (string) $line->PartNum,
            'Quantity' => (int) $line->Quantity,
            'TotalSumm' => (float) $line->TotalSumm,
            'Currency' => (string) $line->Currency,
            'OrderStatus' => (int) $line->OrderStatus,
            'form' => (object) $fields,
            'Keys' => each_of($line->Keys->OrderKeyContract),
            'Links' => each_of($line->Links->OrderLinkContract),
            'Files' => each_of($line->Files->OrderFileContract),
            'subscriber' => !is_nil($line->MontSubscriberId),
            'ErrorCode' => (int) $line->ErrorCode,
        ];
    }
    return [
        'ErrorCode' => (int) $result->ErrorCode,
        'OrderNum' => (string) $result->Data->OrderNum,
        'OrderStatus' => (int) $result->Data->OrderStatus,
        'lines' => $lines,
    ];
}

$prices = [];
foreach (ask('GetPriceChanges', '/0')->Data->PriceList->PriceContract as $price) {
    $prices[(string) $price->PartNum] = [
        'Price' => (string) $price->Price,
        'CurrencyCode' => (string) $price->CurrencyCode,
        'Blocked' => (string) $price->Blocked === 'true',
        'MaxCountRequired' => is_nil($price->MaxCountRequired) ? null : (int) $price->MaxCountRequired,
    ];
}
say('prices', $prices);
say('limits before', limits());

// The license form is filled by its description.
$request = request('GetUserInfoDescriptionFor');
$request->langCode = 'RU';
$request->partNums->string[0] = $settings->licensed;
$known = [
    'CustomerName' => $settings->longestName, 'CustomerOrganization' => 'ООО "Рога & <Копыта>" №1', 'CustomerCode' => '123455667777',
    'Email' => 'ii@mail.ru', 'IsLegalPerson' => 'true', 'KasperskyPIN' => 'ПИН-1234', 'Phone' => '+7 495 123-45-67', 'Fax' => '654321',
    'Postcode' => '123444', 'City' => 'Орёл', 'Street' => 'ул. Пушкинская, 12 — кв. 12', 'RegionCode' => '77',
];
$titles = $values = [];
foreach (ask('GetUserInfoDescriptionFor', '', $request)->Data->Descriptions->EndUserInfoDescriptionContract as $field) {
    $name = (string) $field->FieldName;
    $value = $known[$name];
    $titles[$name] = (string) $field->FieldTitle;
    if (!preg_match('/' . $field->RegExprs . '/u', $value) || !preg_match('/' . $field->SmallRegExprs . '/u', $value)) {
        throw new RuntimeException("$value does not fit $name");
    }
    $values[$name] = $value;
}
say('titles', $titles);
say('form', $values);
say('wrong in the form', wrong($settings->licensed, $values));
say('wrong without a name', wrong($settings->licensed, array_diff_key($values, ['CustomerName' => 0])));
say('wrong with a long name', wrong($settings->licensed, ['CustomerName' => $settings->longestName . 'й'] + $values));

$rows = [[$settings->plain, 2, null], [$settings->licensed, 1, $values], [$settings->finishesLater, 1, null]];
$order = order('Корзина №8-2', $rows);
say('order', $order);
say('order again', order('Корзина №8-2', $rows));
while ($order['OrderStatus'] === 1) {
    pause(60);
    $order = find('Корзина №8-2');
    say('order, polled', $order);
}
say('no form', order('KEYS-2', [[$settings->licensed, 1, null]]));
say('unknown', find('KEYS-2'));
say('limits after', limits());
